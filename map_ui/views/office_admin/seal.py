"""The office's seal: what is printed on its papers and sheets."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from gis_core.access.permissions import ACCOUNTS
from gis_core.ground.office import office
from gis_core.ground.office_seal import MOST_BYTES, SIDE_PX, save_seal, seal_path
from map_ui.views.office_admin.doors import attempt, office_door, tabs
from map_ui.views.office_admin.forms import REQUIRED, WithReason

NONE = "ยังไม่มีตรา เอกสารและระวางพิมพ์เฉพาะชื่อหน่วยงาน"
USED = "ตรานี้พิมพ์บนเอกสารที่ออกและบนระวาง เอกสารที่ออกไปแล้วไม่เปลี่ยน"


class SealForm(WithReason):
    """A new seal, or none."""

    usual_reason = "เปลี่ยนตราของหน่วยงาน"
    seal = forms.FileField(
        label="ไฟล์ตรา (PNG หรือ JPEG)",
        required=False,
        help_text=f"ไม่เกิน {MOST_BYTES // 1024 // 1024} MB พื้นโปร่งใส (PNG) พิมพ์ได้สวยที่สุด ระบบย่อให้ไม่เกิน {SIDE_PX} จุด",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        error_messages=REQUIRED | {"empty": "ไฟล์ว่างเปล่า"},
    )
    remove = forms.BooleanField(label="ไม่ใช้ตรา", required=False)

    def clean(self) -> dict[str, object]:
        """One of the two must be wanted."""
        data = super().clean() or {}
        if not self.errors and bool(data.get("seal")) == bool(data.get("remove")):
            self.add_error("seal", "เลือกไฟล์ตรา หรือเลือก “ไม่ใช้ตรา” อย่างใดอย่างหนึ่ง")
        return data


@office_door(ACCOUNTS, "change")
@require_http_methods(["GET", "HEAD", "POST"])
def seal(request: HttpRequest) -> HttpResponse:
    """Show the seal in use and take a new one."""
    form = SealForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: save_seal(request.user, data["seal"] or None, data["reason"]))[0]:
            messages.success(request, "เปลี่ยนตราแล้ว")
            return redirect("office-seal")
    found = seal_path()
    page = {
        "tabs": tabs(request.user, "office-seal"),
        "form": form,
        "title": "ตราหน่วยงาน",
        "back": "office-facts",
        "note": USED if found else NONE,
        "picture": f"{reverse('office-seal-picture')}?{office().seal_sha256[:8]}" if found else "",
    }
    return render(request, "map_ui/office_admin/form.html", page, status=409 if form.errors else 200)


@office_door(ACCOUNTS, "change")
@require_safe
def picture(request: HttpRequest) -> HttpResponseBase:
    """The seal as it is printed."""
    path = seal_path()
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/png")
