"""Addresses of newsroom.sources."""

from django.urls import path

from newsroom.sources import feeds_views, outlets_views, repairs_views, rules_views, topics_views

urlpatterns = [
    path("outlets/", outlets_views.outlets, name="outlets"),
    path("outlets/<int:pk>/", outlets_views.outlet, name="outlet"),
    path("feeds/", feeds_views.follow, name="follow"),
    path("feeds/opml/", feeds_views.opml, name="opml"),
    path("feeds/discoveries/", feeds_views.discoveries, name="discoveries"),
    path("feeds/discoveries/<int:pk>/", feeds_views.discovery, name="discovery"),
    path("feeds/<int:pk>/", feeds_views.feed, name="feed"),
    path("feeds/<int:pk>/following/", feeds_views.feed_following, name="feed_following"),
    path("feeds/<int:pk>/poll/", feeds_views.feed_poll, name="feed_poll"),
    path("rules/", rules_views.rules, name="rules"),
    path("rules/preview/", rules_views.rule_preview, name="rule_preview"),
    path("rules/<int:pk>/", rules_views.rule, name="rule"),
    path("versions/<int:pk>/repairs/", repairs_views.repairs, name="repairs"),
    path("repairs/<int:pk>/", repairs_views.repair, name="repair"),
    path("topics/", topics_views.topics, name="topics"),
    path("topics/<int:pk>/", topics_views.topic, name="topic"),
    path("articles/<int:pk>/topics/", topics_views.article_topics, name="article_topics"),
]
