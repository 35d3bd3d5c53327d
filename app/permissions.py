"""Who may do what: one table of named conditions. The head of a project can read and approve it."""

from enum import StrEnum

from app.conditions import (
    Condition,
    Scene,
    anyone,
    is_adjudicator,
    is_admin,
    is_annotator,
    is_manager,
    is_member,
    is_not_asked_again,
    is_submitted,
    is_viewer,
    manages_a_project,
    no_round_is_blind,
    owns_assignment,
    owns_rating,
    rated_in_released_session,
    round_is_released,
    round_shows_results,
    round_shows_scores,
    round_tells_reliability,
    round_trains,
    round_was_opened,
    signed_in,
    started_thread,
    took_part,
)

__all__ = ["ALLOWED", "READING", "Permission", "Scene", "permits"]


class Permission(StrEnum):
    """Each thing that can be asked for."""

    PUBLIC = "public"
    HAVE_ACCOUNT = "have an account"
    CHANGE_ACCOUNT = "change one's own account"
    ADMINISTER = "administer accounts"
    SEE_ACCOUNTS = "see all accounts"
    CREATE_PROJECT = "create a project"
    SEE_PROJECT = "see that the project exists"
    EDIT_PROJECT = "edit the project's title and description"
    SEE_TEAM = "see the team"
    MANAGE_TEAM = "invite, change roles, remove"
    READ_CODEBOOK = "read the codebook"
    EDIT_CODEBOOK = "upload and freeze codebook versions"
    SEE_CORPUS = "see articles, outlets and events"
    EDIT_CORPUS = "import articles, edit their metadata and zones"
    AUDIT_SOURCES = "say where the statements of an article come from"
    SEE_ROUNDS = "see rounds and their progress"
    RUN_ROUNDS = "plan, open, close and release rounds; reopen an annotation"
    SEE_QUEUE = "see one's own assignments"
    READ_ANNOTATION = "see one's own annotation"
    ANNOTATE = "change one's own annotation"
    SEE_RESULTS = "see agreement of a round"
    SEE_ANALYSIS = "see how outlets frame events, from rounds that show their results"
    COUNT_FRAMING = "have the framing of large rounds counted"
    SEE_RELIABILITY_SO_FAR = "see how reliable the work of a round is so far, and have it computed"
    SEE_DRIFT = "see how far annotators agree with themselves"
    MEASURE = "have the agreement of a round computed, and cancel that"
    BRING_MARKS = "bring annotations made elsewhere into a round"
    ADJUDICATE = "see the disagreements of a round and decide about them"
    SEE_DECISIONS = "see one's own annotation beside what was decided"
    SEE_NORMING = "see what a norming meeting has on the screen"
    VOTE = "vote in a norming meeting"
    LEAD_NORMING = "lead a norming meeting"
    SEE_TALK = "read the threads that one may read"
    FOLLOW_TALK = "mark threads as read"
    SPEAK = "begin threads and answer"
    SETTLE_TALK = "settle a thread and open it again"
    SEE_KEYS = "see answer keys"
    MAKE_KEYS = "make answer keys of what was adjudicated, take them over"
    SEE_FEEDBACK_ON_KEY = "see one's own submitted training article beside its key"
    SEE_TRAINING = "see who passed a training"
    SEE_SCORES = "see how annotators do against keys"
    SEE_RATINGS = "see how credible outlets were rated"
    SEE_RATING_SESSION = "see a rating session, and its ratings once it shows them"
    RUN_RATINGS = "plan, open, close and release rating sessions; bring lists to compare with"
    READ_RATING = "see one's own ratings of an outlet"
    RATE = "change one's own ratings of an outlet"
    MEASURE_FILES = "measure the agreement in files of one's own"
    EXPORT = "download the results of the project"
    EXPORT_NAMES = "download results with the names of annotators"
    KEEP_EXPORTS = "have exports made and kept, and let go of one's own"


# Under these a request may only read: a route that changes something needs another one.
READING = frozenset(
    {
        Permission.SEE_ACCOUNTS,
        Permission.SEE_PROJECT,
        Permission.SEE_TEAM,
        Permission.READ_CODEBOOK,
        Permission.SEE_CORPUS,
        Permission.SEE_ROUNDS,
        Permission.SEE_QUEUE,
        Permission.READ_ANNOTATION,
        Permission.SEE_RESULTS,
        Permission.SEE_ANALYSIS,
        Permission.SEE_DRIFT,
        Permission.SEE_DECISIONS,
        Permission.SEE_KEYS,
        Permission.SEE_FEEDBACK_ON_KEY,
        Permission.SEE_TRAINING,
        Permission.SEE_SCORES,
        Permission.SEE_NORMING,
        Permission.SEE_RATINGS,
        Permission.SEE_RATING_SESSION,
        Permission.READ_RATING,
        Permission.EXPORT,
        Permission.EXPORT_NAMES,
        Permission.HAVE_ACCOUNT,
    }
)

WHO_SEES_RESULTS = (
    (signed_in, is_manager, round_shows_results),
    (signed_in, is_adjudicator, round_shows_results),
    (signed_in, is_viewer, round_shows_results),
    (signed_in, is_annotator, took_part, round_is_released),
)

# Annotators see what was put on the screen, once nobody in the round codes on their own any more.
WHO_MEETS = (
    (signed_in, is_manager, round_shows_results),
    (signed_in, is_adjudicator, round_shows_results),
    (signed_in, is_annotator, took_part, round_shows_results),
)

# For any one line of conditions: all of them hold.
ALLOWED: dict[Permission, tuple[tuple[Condition, ...], ...]] = {
    Permission.PUBLIC: ((anyone,),),
    Permission.HAVE_ACCOUNT: ((signed_in,),),
    Permission.CHANGE_ACCOUNT: ((signed_in,),),
    Permission.ADMINISTER: ((signed_in, is_admin),),
    Permission.SEE_ACCOUNTS: ((signed_in, is_admin),),
    Permission.CREATE_PROJECT: ((signed_in, is_admin), (signed_in, manages_a_project)),
    Permission.SEE_PROJECT: ((signed_in, is_member),),
    Permission.EDIT_PROJECT: ((signed_in, is_manager),),
    Permission.SEE_TEAM: ((signed_in, is_manager),),
    Permission.MANAGE_TEAM: ((signed_in, is_manager),),
    Permission.READ_CODEBOOK: ((signed_in, is_member),),
    Permission.EDIT_CODEBOOK: ((signed_in, is_manager),),
    Permission.SEE_CORPUS: ((signed_in, is_manager), (signed_in, is_adjudicator), (signed_in, is_viewer)),
    Permission.EDIT_CORPUS: ((signed_in, is_manager),),
    Permission.AUDIT_SOURCES: ((signed_in, is_manager), (signed_in, is_adjudicator)),
    Permission.SEE_ROUNDS: ((signed_in, is_manager), (signed_in, is_adjudicator), (signed_in, is_viewer)),
    Permission.RUN_ROUNDS: ((signed_in, is_manager),),
    Permission.SEE_QUEUE: ((signed_in, is_member),),
    Permission.READ_ANNOTATION: (
        (signed_in, is_member, owns_assignment, round_was_opened, is_not_asked_again),
    ),
    # Whoever got another role may see results of closed rounds, and so codes no more.
    Permission.ANNOTATE: ((signed_in, is_annotator, owns_assignment, round_was_opened, is_not_asked_again),),
    Permission.SEE_RESULTS: WHO_SEES_RESULTS,
    # Which rounds, their query says: only those that show results.
    Permission.SEE_ANALYSIS: ((signed_in, is_manager), (signed_in, is_adjudicator), (signed_in, is_viewer)),
    Permission.COUNT_FRAMING: ((signed_in, is_manager), (signed_in, is_adjudicator), (signed_in, is_viewer)),
    Permission.SEE_RELIABILITY_SO_FAR: (
        (signed_in, is_manager, round_tells_reliability),
        (signed_in, is_manager, round_shows_results),
    ),
    # That articles are coded again is not told to annotators, not even once results are released.
    Permission.SEE_DRIFT: (
        (signed_in, is_manager, round_tells_reliability),
        (signed_in, is_manager, round_shows_results),
        (signed_in, is_adjudicator, round_shows_results),
        (signed_in, is_viewer, round_shows_results),
    ),
    Permission.MEASURE: WHO_SEES_RESULTS,
    # Who coded an article decides nothing about it; the service looks at that.
    Permission.BRING_MARKS: ((signed_in, is_manager),),
    Permission.ADJUDICATE: (
        (signed_in, is_manager, round_shows_results),
        (signed_in, is_adjudicator, round_shows_results),
    ),
    Permission.SEE_DECISIONS: (
        (signed_in, is_member, owns_assignment, round_is_released, is_not_asked_again),
    ),
    Permission.SEE_NORMING: WHO_MEETS,
    Permission.VOTE: WHO_MEETS,
    Permission.LEAD_NORMING: (
        (signed_in, is_manager, round_shows_results),
        (signed_in, is_adjudicator, round_shows_results),
    ),
    # Which threads, their query says; see services.talk.
    Permission.SEE_TALK: ((signed_in, is_member),),
    Permission.FOLLOW_TALK: ((signed_in, is_member),),
    Permission.SPEAK: ((signed_in, is_manager), (signed_in, is_adjudicator), (signed_in, is_annotator)),
    Permission.SETTLE_TALK: (
        (signed_in, is_manager),
        (signed_in, is_adjudicator, started_thread),
        (signed_in, is_annotator, started_thread),
    ),
    Permission.SEE_KEYS: ((signed_in, is_manager), (signed_in, is_adjudicator)),
    Permission.MAKE_KEYS: (
        (signed_in, is_manager, no_round_is_blind),
        (signed_in, is_adjudicator, no_round_is_blind),
    ),
    # Nothing of a key before the article is submitted, nor while it is reopened.
    Permission.SEE_FEEDBACK_ON_KEY: (
        (signed_in, is_member, owns_assignment, round_was_opened, round_trains, is_submitted),
    ),
    Permission.SEE_TRAINING: (
        (signed_in, is_manager, round_trains),
        (signed_in, is_adjudicator, round_trains),
    ),
    Permission.SEE_SCORES: (
        (signed_in, is_manager, round_shows_scores),
        (signed_in, is_adjudicator, round_shows_results),
    ),
    # Their queries read only sessions that are closed, or open and not blind; see services.rated.
    Permission.SEE_RATINGS: ((signed_in, is_manager), (signed_in, is_adjudicator), (signed_in, is_viewer)),
    Permission.SEE_RATING_SESSION: (
        (signed_in, is_manager),
        (signed_in, is_adjudicator),
        (signed_in, is_viewer),
        (signed_in, is_annotator, rated_in_released_session),
    ),
    Permission.RUN_RATINGS: ((signed_in, is_manager),),
    Permission.READ_RATING: ((signed_in, is_member, owns_rating),),
    # Whoever got another role may see results of closed sessions, and so rates no more.
    Permission.RATE: ((signed_in, is_annotator, owns_rating),),
    # Nothing of a file is kept, and nothing of a project is read.
    Permission.MEASURE_FILES: ((signed_in,),),
    # What an export holds is narrowed in its query: only rounds that show results.
    Permission.EXPORT: ((signed_in, is_manager), (signed_in, is_adjudicator), (signed_in, is_viewer)),
    Permission.EXPORT_NAMES: ((signed_in, is_manager),),
    Permission.KEEP_EXPORTS: ((signed_in, is_manager), (signed_in, is_adjudicator), (signed_in, is_viewer)),
}


def permits(scene: Scene, permission: Permission) -> bool:
    """Say whether any line of the table grants the permission."""
    return any(all(condition(scene) for condition in line) for line in ALLOWED[permission])
