"""The API's address book (the contract is the OpenAPI document at /api/v1/schema/)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
