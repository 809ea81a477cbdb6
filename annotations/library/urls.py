"""Addresses of annotations.library."""

from django.urls import path

from annotations.library import bulk, saved, views, walking
from annotations.library.sample_removal import samples_removal

urlpatterns = [
    path("", views.library, name="library"),
    path("library/lists/", views.lists, name="library_lists"),
    path("library/filters/", views.filters, name="library_filters"),
    path("library/speakers/", views.speakers, name="library_speakers"),
    path("library/density/", views.density, name="density"),
    path("library/inbox/emptying/", views.inbox_emptying, name="inbox_emptying"),
    path("library/readings/", bulk.readings, name="readings"),
    path("library/topics/", bulk.topics_given, name="topics_given"),
    path("library/removals/", bulk.removals, name="articles_removal"),
    path("views/", saved.views, name="views"),
    path("views/<int:pk>/", saved.view, name="view"),
    path("articles/<int:pk>/reading/", walking.reading, name="reading"),
    path("articles/<int:pk>/reading/place/", walking.reading_place, name="reading_place"),
    path("articles/<int:pk>/next/", walking.next_article, name="next_article"),
    path("articles/<int:pk>/previous/", walking.previous_article, name="previous_article"),
    path("settings/samples/removal/", samples_removal, name="samples_removal"),
]
