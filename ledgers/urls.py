from django.urls import path

from ledgers.views import beside, items, orders, orders_of

app_name = "ledgers"
urlpatterns = [
    path("ledger/", items.items, name="items"),
    path("ledger/add/", items.add, name="item_add"),
    path("ledger/export.csv", items.export, {"form": "csv"}, name="items_csv"),
    path("ledger/export.xlsx", items.export, {"form": "xlsx"}, name="items_xlsx"),
    path("ledger/cases/<str:number>/", beside.of_case, name="items_of_case"),
    path("ledger/places/<str:code>/", beside.of_place, name="items_of_place"),
    path("ledger/<str:number>/", items.item, name="item"),
    path("ledger/<str:number>/moves/<str:move>/", items.move, name="item_move"),
    path("orders/", orders.orders, name="orders"),
    path("orders/add/", orders.add, name="order_add"),
    path("orders/export.csv", orders.export, {"form": "csv"}, name="orders_csv"),
    path("orders/export.xlsx", orders.export, {"form": "xlsx"}, name="orders_xlsx"),
    path("orders/of/<str:kind>/<str:key>/", orders_of.of_subject, name="orders_of"),
    path("orders/<str:number>/", orders.order, name="order"),
    path("orders/<str:number>/moves/<str:move>/", orders.move, name="order_move"),
]
