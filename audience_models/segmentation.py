"""Cut an audience into groups of similar people, as a segmentation study does."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClusterMixin, TransformerMixin
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from sklearn.utils.validation import check_is_fitted, validate_data


def _checked(estimator: BaseEstimator, X: ArrayLike, *, reset: bool) -> NDArray[np.float64]:  # noqa: N803
    given: Any = X  # scikit-learn's own types are narrower than what it accepts
    values: Any = validate_data(estimator, given, dtype=np.float64, reset=reset)
    return values


class AudienceClusters(TransformerMixin, ClusterMixin, BaseEstimator):
    """Groups of people with similar interests, with a measure of how distinct they are.

    Traits are put on one scale, then `sklearn.cluster.KMeans` forms the groups.

    Parameters
    ----------
    n_clusters : int
        Number of groups.
    silhouette_sample : int
        People used to measure how distinct the groups are.
    random_state : int
        Start of k-means.

    Attributes
    ----------
    labels_ : ndarray of shape (n_people,)
        Group of each person.
    cluster_centers_ : ndarray of shape (n_clusters, n_features)
        Mean person of each group, in the unit of the input.
    silhouette_ : float
        Mean silhouette, -1 to 1; above .25 is usually called weak structure, above .5 a
        reasonable one (Kaufman and Rousseeuw 1990). ``nan`` when it is not defined.
    """

    def __init__(self, n_clusters: int = 6, *, silhouette_sample: int = 2_000, random_state: int = 0) -> None:
        self.n_clusters = n_clusters
        self.silhouette_sample = silhouette_sample
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: object = None) -> Self:  # noqa: ARG002, N803
        """Form the groups.

        Parameters
        ----------
        X : array-like of shape (n_people, n_features)
        y : ignored
        """
        values = _checked(self, X, reset=True)
        self.centre_ = values.mean(axis=0)
        spread = values.std(axis=0)
        self.spread_ = np.where(spread > 0, spread, 1.0)
        scaled = (values - self.centre_) / self.spread_
        settings: dict[str, Any] = {"n_init": 4, "random_state": self.random_state}
        means: Any = KMeans(self.n_clusters, **settings).fit(scaled)
        self.means_ = means
        self.labels_: NDArray[np.int32] = means.labels_
        self.cluster_centers_: NDArray[np.float64] = means.cluster_centers_ * self.spread_ + self.centre_
        self.silhouette_ = self._silhouette(scaled)
        return self

    def _silhouette(self, scaled: NDArray[np.float64]) -> float:
        found = len(np.unique(self.labels_))
        if not 1 < found < len(scaled):
            return float("nan")
        step = max(1, len(scaled) // self.silhouette_sample)
        labels = self.labels_[::step]
        if not 1 < len(np.unique(labels)) < len(labels):
            return float("nan")
        return float(silhouette_score(scaled[::step], labels))

    def _scaled(self, X: ArrayLike) -> NDArray[np.float64]:  # noqa: N803
        check_is_fitted(self)
        return (_checked(self, X, reset=False) - self.centre_) / self.spread_

    def predict(self, X: ArrayLike) -> NDArray[np.int32]:  # noqa: N803
        """Return the group of each person."""
        scaled = self._scaled(X)
        return self.means_.predict(scaled)

    def transform(self, X: ArrayLike) -> NDArray[np.float64]:  # noqa: N803
        """Return how far each person is from the mean person of each group (scaled units)."""
        scaled = self._scaled(X)
        return self.means_.transform(scaled)

    @property
    def _n_features_out(self) -> int:
        return int(self.cluster_centers_.shape[0])

    def group_shares(self) -> dict[int, float]:
        """Return the share of people in each group."""
        check_is_fitted(self)
        counts = np.bincount(self.labels_, minlength=self.n_clusters)
        return {group: float(count / counts.sum()) for group, count in enumerate(counts)}
