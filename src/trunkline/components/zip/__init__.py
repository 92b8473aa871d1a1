"""Zip: archives and compressed files."""

from trunkline.components.zip.actions import compress_gzip, decompress_gzip, unzip, zip_files
from trunkline.sdk import Component

component = Component(
    key="zip",
    label="Zip",
    description="Pack and unpack Zip archives and Gzip files.",
    category="Helpers",
    actions=[compress_gzip, decompress_gzip, unzip, zip_files],
)
