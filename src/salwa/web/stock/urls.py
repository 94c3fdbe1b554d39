"""Addresses of the stockpile pages."""

from django.urls import path

from salwa.web.stock import counting, depots, losses, takings

urlpatterns = [
    path("", depots.overview, name="stock"),
    path("depots/new/", depots.new_depot, name="new_depot"),
    path("depots/<int:number>/", depots.depot, name="depot"),
    path("depots/<int:number>/change/", depots.depot_changed, name="change_depot"),
    path("depots/<int:number>/review/", depots.review, name="review_depot"),
    path("depots/<int:number>/open/", takings.opened, name="open_taking"),
    path("actions/<int:number>/done/", depots.action_done, name="action_done"),
    path("takings/worker.js", counting.worker, name="counting_worker"),
    path("takings/<int:number>/", takings.taking, name="taking"),
    path("takings/<int:number>/count/", counting.count, name="count"),
    path("takings/<int:number>/count/app.webmanifest", counting.manifest, name="counting_manifest"),
    path("takings/<int:number>/state/", counting.state, name="counting_state"),
    path("takings/<int:number>/scans/", counting.scans, name="counting_scans"),
    path("takings/<int:number>/unread/", takings.unread, name="taking_unread"),
    path("takings/<int:number>/mark/", takings.marked, name="taking_mark"),
    path("takings/<int:number>/decide/", takings.decided, name="taking_decide"),
    path("takings/<int:number>/decide-lot/", takings.lot_decided, name="taking_decide_lot"),
    path("takings/<int:number>/resolve/", takings.resolved, name="taking_resolve"),
    path("takings/<int:number>/close/", takings.closing, name="taking_close"),
    path("takings/<int:number>/approve/", takings.approved, name="taking_approve"),
    path("takings/<int:number>/return/", takings.returned, name="taking_return"),
    path("takings/<int:number>/list/<slug:name>/", takings.group, name="taking_group"),
    path("losses/", losses.losses, name="losses"),
    path("losses/new/", losses.new_loss, name="new_loss"),
    path("surplus/", losses.surpluses, name="surpluses"),
    path("surplus/new/", losses.new_surplus, name="new_surplus"),
    path("surplus/<int:number>/", losses.surplus, name="surplus"),
]
