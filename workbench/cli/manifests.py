"""What a manifest says of its platforms, printed."""

from __future__ import annotations

from workbench.cli.output import Output, table
from workbench.cli.printing import finding_line
from workbench.core.manifest import Manifest, Platform, check_manifest
from workbench.core.run.finding import finding_document
from workbench.core.values import Json


def describe_manifest(out: Output, manifest: Manifest, name: str | None) -> int:
    """Print one platform, or all; a manifest alone has no interfaces to fire."""
    platforms = [manifest.platform(each) for each in ([name] if name else manifest.names)]
    out.document({"version": manifest.version, "platforms": [_document(each) for each in platforms]})
    for platform in platforms:
        out.line(platform.display_name or platform.name)
        for line in table(_rows(platform), indent="  "):
            out.line(line)
        for finding in check_manifest(platform):
            out.line(f"  {finding_line(finding, str, out)}")
        out.line()
    return 0


def _rows(platform: Platform) -> list[tuple[str, str]]:
    rows = [
        ("Platform", platform.name),
        ("Logs in by", platform.auth_type),
        ("CRM host", platform.environment.kind or "that of the CRM page the user is on"),
    ]
    if platform.oauth.auth_url:
        rows.append(("Consent page", platform.oauth.auth_url))
        rows.append(("Redirects to", platform.oauth.redirect_uri))
    fields = [field.title or field.const for field in platform.login_fields if field.submits]
    if fields:
        rows.append(("Login form", ", ".join(fields)))
    if platform.contact_types:
        rows.append(("Contact types", ", ".join(each.display for each in platform.contact_types)))
    for title, page in (
        ("Call log fields", platform.call_log_fields),
        ("Message log fields", platform.message_log_fields),
        ("New contact fields", platform.new_contact_fields),
    ):
        if page:
            rows.append((title, ", ".join(field.title for field in page if field.submits)))
    return rows


def _document(platform: Platform) -> Json:
    return {
        "name": platform.name,
        "display_name": platform.display_name,
        "auth_type": platform.auth_type,
        "environment": platform.environment.kind,
        "consent_page": platform.oauth.auth_url,
        "login_fields": [field.const for field in platform.login_fields if field.submits],
        "contact_types": [each.value for each in platform.contact_types],
        "call_log_fields": [field.const for field in platform.call_log_fields],
        "message_log_fields": [field.const for field in platform.message_log_fields],
        "new_contact_fields": [field.const for field in platform.new_contact_fields],
        "findings": [finding_document(each, str) for each in check_manifest(platform)],
    }
