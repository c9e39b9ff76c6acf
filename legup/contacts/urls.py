"""Addresses of the people one knows."""

from django.urls import path

from legup.contacts import views, views_books, views_importing

app_name = "contacts"
urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/new/", views.create, name="create"),
    path("people/export.vcf", views_importing.export, {"kind": "vcard"}, name="export_vcard"),
    path("people/export.csv", views_importing.export, {"kind": "csv"}, name="export_csv"),
    path("people/export.json", views_importing.export, {"kind": "json"}, name="export_json"),
    path("people/books/", views_books.books, name="books"),
    path("people/books/<key:key>/preview/", views_books.look, name="book_look"),
    path("people/books/<key:key>/reading/", views_books.sync, name="book_sync"),
    path("people/books/<key:key>/release/", views_books.release, name="book_release"),
    path("people/books/<key:key>/ending/", views_books.end, name="book_end"),
    path("people/import/", views_importing.hand_in, name="import"),
    path("people/import/<key:key>/", views_importing.preview, name="import_preview"),
    path("people/import/<key:key>/columns/", views_importing.columns, name="import_columns"),
    path("people/import/<key:key>/applying/", views_importing.apply, name="import_apply"),
    path("people/import/<key:key>/progress/", views_importing.how_far, name="import_progress"),
    path("people/import/<key:key>/result/", views_importing.result, name="import_result"),
    path("people/import/<key:key>/reverting/", views_importing.revert, name="import_revert"),
    path("people/<key:key>/edit/", views.edit, name="edit"),
    path("people/<key:key>/tie/", views.tie, name="tie"),
    path("people/<key:key>/notes/", views.note, name="note"),
    path("people/<key:key>/put-away/", views.archive, name="archive"),
    path("people/<key:key>/silence/", views.silence, name="silence"),
]
