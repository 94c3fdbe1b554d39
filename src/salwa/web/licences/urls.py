"""Addresses of the pages of authorisations."""

from django.urls import path

from salwa.web.licences import certificate, decide, notices, parts, register, weapons

urlpatterns = [
    path("", register.licences, name="licences"),
    path("apply/", register.apply, name="apply_for_licence"),
    path("refused/", register.refused_deals, name="refused_deals"),
    path("scans/<int:number>/", certificate.scan, name="certificate_scan"),
    path("<int:number>/", register.licence, name="licence"),
    path("<int:number>/print/", register.printed, name="licence_printed"),
    path("<int:number>/deal/", parts.deal, name="licence_deal"),
    path("<int:number>/parties/", parts.parties, name="licence_parties"),
    path("<int:number>/parties/<int:party>/", parts.parties, name="licence_party"),
    path("<int:number>/items/", parts.items, name="licence_items"),
    path("<int:number>/items/<int:item>/", parts.items, name="licence_item"),
    path("<int:number>/weapons/", weapons.weapons, name="licence_weapons"),
    path("<int:number>/certificate/", certificate.certificate, name="licence_certificate"),
    path("<int:number>/certificate/write/", certificate.write, name="write_certificate"),
    path("<int:number>/certificate/check/", certificate.check, name="check_certificate"),
    path("<int:number>/certificate/scan/", certificate.add_scan, name="add_scan"),
    path("<int:number>/risk/", parts.risk, name="licence_risk"),
    path("<int:number>/check/", parts.check, name="check_application"),
    path("<int:number>/decide/", decide.decide, name="decide_licence"),
    path("<int:number>/amend/", decide.amend, name="amend_licence"),
    path("<int:number>/amend/decide/", decide.decide_amendment, name="decide_amendment"),
    path("<int:number>/use/", weapons.use, name="use_licence"),
    path("<int:number>/use/<int:place>/undo/", decide.undo_use, name="undo_use"),
    path("<int:number>/delivery/", weapons.delivery, name="licence_delivery"),
    path("<int:number>/exporters/", notices.exporters, name="licence_exporters"),
    path("<int:number>/exporters/<slug:state>/", notices.notify, name="notify_exporter"),
    path("<int:number>/exporters/<slug:state>/letter/", notices.letter, name="exporter_letter"),
    path("<int:number>/step/<slug:name>/", decide.step, name="licence_step"),
]
