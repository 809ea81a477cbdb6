"""Static files under names that change with their content, so browsers keep them for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class NamedByContent(CompressedManifestStaticFilesStorage):
    """Names JavaScript modules by content too, in the imports between them."""

    support_js_module_import_aggregation = True
