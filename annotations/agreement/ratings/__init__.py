"""Agreement of ratings: intraclass and other correlations, concordance of ranks."""

from annotations.agreement.ratings.chi_square import ChiSquareTest, concordance_test
from annotations.agreement.ratings.family import INTRACLASS, KENDALL_W, PEARSON, RATINGS, SPEARMAN

__all__ = ["INTRACLASS", "KENDALL_W", "PEARSON", "RATINGS", "SPEARMAN", "ChiSquareTest", "concordance_test"]
