"""Front-end files of packages, without a build step: the few that pages name, of node_modules and of Python packages.

Whole `dist` folders would be 130 MB of 1,360 files, and what Python packages bring is another 16 MB, most of it
viewers and source maps that no page asks for; to compress all of that took a minute of each first start.
"""

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder, BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

FILES = {
    "npm/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "npm/tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "npm/tabler-icons.min.css": "@tabler/icons-webfont/dist/tabler-icons.min.css",
    # The style sheet names all three; the manifest storage stops at a name without a file.
    "npm/fonts/tabler-icons.woff2": "@tabler/icons-webfont/dist/fonts/tabler-icons.woff2",
    "npm/fonts/tabler-icons.woff": "@tabler/icons-webfont/dist/fonts/tabler-icons.woff",
    "npm/fonts/tabler-icons.ttf": "@tabler/icons-webfont/dist/fonts/tabler-icons.ttf",
    "npm/echarts.esm.min.js": "echarts/dist/echarts.esm.min.mjs",
    "npm/idb.js": "idb/build/index.js",
    "npm/leaflet.markercluster.js": "leaflet.markercluster/dist/leaflet.markercluster.js",
    "npm/leaflet.markercluster.css": "leaflet.markercluster/dist/MarkerCluster.css",
    "npm/leaflet.markercluster.default.css": "leaflet.markercluster/dist/MarkerCluster.Default.css",
    "npm/vector-tile.js": "@mapbox/vector-tile/index.js",
    "npm/point-geometry.js": "@mapbox/point-geometry/index.js",
    "npm/pbf.js": "pbf/index.js",
}

# What is collected of the installed Python packages; "*" crosses folders. Our own houses are collected whole.
OF_PACKAGES = (
    "admin/*",
    "django_htmx/htmx-2.min.js",
    "drf_spectacular_sidecar/swagger-ui-dist/*.css",
    "drf_spectacular_sidecar/swagger-ui-dist/*.js",
    "drf_spectacular_sidecar/swagger-ui-dist/*.png",
    "leaflet/*.css",
    "leaflet/*.js",
    "leaflet/*.png",
    "leaflet/*.svg",
)


class PackageStorage(FileSystemStorage):
    """node_modules read under the static names of FILES; nothing is ever written there."""

    prefix = ""

    def path(self, name: str) -> str:
        return super().path(FILES.get(name, name))


class NpmFinder(BaseFinder):
    """Finds the files of FILES; its system check names those that are missing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.root: Path = settings.BASE_DIR / "node_modules"
        self.storage = PackageStorage(location=self.root)

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        missing = [file for file in FILES.values() if not (self.root / file).is_file()]
        if not missing:
            return []
        words = f"Front-end files are missing from node_modules: {', '.join(missing)}."
        return [Error(words, hint="Run: npm ci", id="citymgmt.E001")]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file behind a static path, or nothing; a list of them with `find_all`, as Django's finders answer."""
        found = [str(self.root / FILES[path])] if path in FILES and (self.root / FILES[path]).is_file() else []
        if find_all or kwargs.get("all"):  # Django 5.2 renamed `all`; callers of the old name remain until 6.1
            return found
        return found[0] if found else []

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, PackageStorage]]:
        for name in FILES:
            if not matches_patterns(name, list(ignore_patterns or [])):
                yield name, self.storage


class AppFinder(AppDirectoriesFinder):
    """Django's finder of the apps' static folders, less what packages bring along and no page names."""

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Any]]:
        for name, storage in super().list(ignore_patterns):
            if Path(storage.location).parent.name in settings.HOUSES or _is_served(name):
                yield name, storage


def _is_served(name: str) -> bool:
    return any(fnmatch(name, pattern) for pattern in OF_PACKAGES)


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names and gzip copies, minus source maps: packages name maps that we don't serve.

    Before the first `collectstatic` there is no manifest, and names stay plain (tests, `manage.py runserver`).
    """

    patterns = tuple(
        (glob, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
        for glob, rules in CompressedManifestStaticFilesStorage.patterns
    )

    def create_compressor(self, **options: Any) -> Compressor:
        """Without Brotli, which takes twenty times as long as gzip and which browsers ask for over TLS only."""
        return Compressor(use_brotli=False, **options)

    def stored_name(self, name: str) -> str:
        return super().stored_name(name) if self.hashed_files else name
