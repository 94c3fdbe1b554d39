"""Addresses of the marking pages."""

from django.urls import path

from salwa.web.marking import bench, campaigns, labels, lists, weapons

urlpatterns = [
    path("", lists.marking, name="marking"),
    path("missing/", lists.missing, name="marking_missing"),
    path("missing/anew/", lists.anew, name="marking_anew"),
    path("profile/", lists.profile, name="marking_profile"),
    path("weapons/<int:number>/", weapons.weapon, name="marking_weapon"),
    path("weapons/<int:number>/grounds/", weapons.add_ground, name="marking_ground"),
    path("weapons/<int:number>/grounds/<int:ground>/end/", weapons.finish_ground, name="marking_ground_end"),
    path("weapons/<int:number>/measure/", weapons.measure, name="marking_measure"),
    path("weapons/<int:number>/label/", labels.weapon, name="marking_label"),
    path("stores/<int:number>/labels/", labels.store, name="marking_labels"),
    path("scan/", labels.scan, name="marking_scan"),
    path("l/<str:kind>/<str:code>/", labels.short, name="marking_short"),
    path("campaigns/plan/", campaigns.plan, name="marking_plan"),
    path("campaigns/<int:number>/", campaigns.campaign, name="marking_campaign"),
    path("campaigns/<int:number>/teams/", campaigns.new_team, name="marking_new_team"),
    path("campaigns/<int:number>/teams/<int:team>/place/", campaigns.move_team, name="marking_move_team"),
    path("campaigns/<int:number>/teams/<int:team>/end/", campaigns.finish_team, name="marking_end_team"),
    path("campaigns/<int:number>/teams/<int:team>/reserve/", campaigns.reserve, name="marking_reserve"),
    path("campaigns/<int:number>/supplies/", campaigns.new_supply, name="marking_new_supply"),
    path("campaigns/<int:number>/supplies/<int:supply>/", campaigns.count, name="marking_count"),
    path("campaigns/<int:number>/refresh/", campaigns.refresh, name="marking_refresh"),
    path("campaigns/<int:number>/start/", campaigns.start, name="marking_start"),
    path("campaigns/<int:number>/close/", campaigns.close, name="marking_close"),
    path("campaigns/<int:number>/picture.svg", campaigns.picture, name="marking_picture"),
    path("campaigns/<int:number>/progress.<slug:suffix>", campaigns.download, name="marking_download"),
    path("campaigns/<int:number>/list/<slug:state>/", bench.work_list, name="marking_list"),
    path("campaigns/<int:number>/sample/", bench.sample, name="marking_sample"),
    path("campaigns/<int:number>/teams/<int:team>/", bench.team, name="marking_team"),
    path("campaigns/<int:number>/teams/<int:team>/next/", bench.take, name="marking_take"),
    path("work/<int:number>/", bench.work, name="marking_work"),
    path("work/<int:number>/skip/", bench.skip, name="marking_skip"),
    path("work/<int:number>/back/", bench.back, name="marking_back"),
    path("work/<int:number>/new-number/", bench.new_number, name="marking_new_number"),
    path("work/<int:number>/accept/", bench.accept, name="marking_accept"),
    path("work/<int:number>/read/", bench.read, name="marking_read"),
]
