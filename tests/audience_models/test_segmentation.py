from __future__ import annotations

import numpy as np
import pytest
from sklearn.utils.estimator_checks import check_estimator

from audience_models.insight import make_panel, panel_features
from audience_models.segmentation import AudienceClusters
from simulator.people import Audience


def test_it_is_a_scikit_learn_estimator():
    check_estimator(AudienceClusters(), on_skip=None)


def test_clear_groups_are_found_and_called_distinct():
    centres = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]])
    spots = np.repeat(centres, 20, axis=0) + np.tile(np.linspace(-0.5, 0.5, 20), 3)[:, None]
    clusters = AudienceClusters(n_clusters=3).fit(spots)
    assert len({tuple(clusters.labels_[i * 20 : i * 20 + 20]) for i in range(3)}) == 3
    assert all(len(set(clusters.labels_[i * 20 : i * 20 + 20])) == 1 for i in range(3))
    assert clusters.silhouette_ > 0.7
    assert clusters.predict(centres).tolist() == [clusters.labels_[i * 20] for i in range(3)]


def test_one_group_has_no_silhouette():
    assert np.isnan(AudienceClusters(n_clusters=1).fit(np.arange(10.0)[:, None]).silhouette_)


def test_a_panel_can_be_cut_into_groups(people: Audience):
    features = panel_features(people, panel=make_panel(people, 1, size=500))
    clusters = AudienceClusters(n_clusters=4).fit(features)
    assert sum(clusters.group_shares().values()) == pytest.approx(1)
    assert clusters.transform(features).shape == (500, 4)
    assert clusters.cluster_centers_.shape == (4, 29)
