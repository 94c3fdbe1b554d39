"""Files built to do harm, or simply of the wrong kind, for every door through which files come in."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from functools import cache

import xlsxwriter
from PIL import Image

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
) + "]>"  # fmt: skip
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
QUINE_LIKE = b"PK\x03\x04" + b"\x00" * 26


def cell(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


HEAD_ROW = '<row r="1">' + cell("A1", "Serial") + cell("B1", "Maker") + "</row>"
GOOD_ROW = '<row r="2">' + cell("A2", "AB1") + cell("B2", "Colt") + "</row>"


def sheet(rows=HEAD_ROW + GOOD_ROW, before="", dimension=""):
    """A sheet's XML."""
    return (
        f'<?xml version="1.0"?>{before}<worksheet xmlns="{MAIN}">{dimension}<sheetData>{rows}</sheetData></worksheet>'
    )


def usual_parts():
    """The parts of a harmless workbook, as a usual program writes them."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet("S").write_string(0, 0, "Serial")
    book.close()
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()} | {SHEET: sheet().encode()}


USUAL = usual_parts()
BOOK = USUAL["xl/workbook.xml"].decode()


def workbook(parts=None, *, compression=zipfile.ZIP_DEFLATED, level=9):
    """A workbook as bytes; `parts` replaces or adds parts (name -> content)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression, compresslevel=level) as archive:
        for name, content in (USUAL | (parts or {})).items():
            archive.writestr(name, content)
    return out.getvalue()


def with_attributes(name, mode=0, flag=0, content=b"x"):
    """A workbook with one more member whose directory entry says something odd."""
    out = io.BytesIO(workbook())
    with zipfile.ZipFile(out, "a") as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        archive.writestr(entry, content)
    data = bytearray(out.getvalue())
    if flag:
        place = data.rindex(b"PK\x01\x02")
        data[place + 8] |= flag
    return bytes(data)


def lying(size=80_000_000, said=1_000):
    """A part that unpacks to `size` bytes, though the directory says `said`."""
    data = bytearray(workbook({SHEET: sheet("<row>" + " " * size + "</row>")}))
    place = data.index(SHEET.encode(), data.index(b"PK\x01\x02")) - 46
    struct.pack_into("<I", data, place + 24, said)
    return bytes(data)


def overlapping(count=4_000):
    """A directory whose many entries all point at one packed part."""
    data = workbook({SHEET: sheet("<row>" + " " * 8_000_000 + "</row>")})
    start, end = data.index(b"PK\x01\x02"), data.rindex(b"PK\x05\x06")
    place = data.index(SHEET.encode(), start) - 46
    entry = data[place : place + 28] + struct.pack("<H", 24) + data[place + 30 : place + 46]
    more = b"".join(entry + b"xl/worksheets/sheet%05d" % number for number in range(count))
    directory = data[start:end] + more
    total = len(USUAL) + count
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, total, total, len(directory), start, 0)
    return data[:start] + directory + tail


def formula_without_value():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet()
    for place, text in enumerate(("Serial", "Maker")):
        page.write_string(0, place, text)
    for row in range(1, 4):
        page.write_formula(row, 0, '="AB"&"1"', None, "")
        page.write_string(row, 1, "Colt")
    book.close()
    return out.getvalue()


def ods(content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
    return out.getvalue()


@cache
def hostile_workbooks():
    """Name -> bytes of workbooks that must be refused, or whose formulas must be set aside ("formula")."""
    nested = workbook({"inner.zip": workbook({"inner.zip": b"0" * 1_000_000})})
    rows = "".join(f'<row r="{n}">{cell(f"A{n}", "x")}</row>' for n in range(2, 50))
    shared = f'<sst xmlns="{MAIN}">' + "<si><t>" + "A" * 31_000 + "</t></si>" * 1 + "</sst>"
    refers = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 300_000))
    corner = HEAD_ROW + f'<row r="1048576">{cell("XFD1048576", "x")}</row>'
    namespace = "urn:oasis:names:tc:opendocument:xmlns"
    repeated = (
        f'<office:document-content xmlns:office="{namespace}:office:1.0" xmlns:table="{namespace}:table:1.0" '
        f'xmlns:text="{namespace}:text:1.0"><office:body><office:spreadsheet><table:table table:name="S">'
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="string" '
        'table:number-columns-repeated="16000"><text:p>x</text:p></table:table-cell></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return {
        "bomb.xlsx": workbook({SHEET: b" " * 200_000_000}),
        "bomb_of_a_part_nobody_reads.xlsx": workbook({"xl/media/x.bin": b"0" * 200_000_000}),
        "bomb_lying_directory.xlsx": lying(),
        "bomb_overlapping.xlsx": overlapping(),
        "bomb_nested.xlsx": zip_of({"inner.xlsx": nested}),
        "quine.zip": QUINE_LIKE * 40,
        "billion_laughs.xlsx": workbook({SHEET: sheet(before=LAUGHS)}),
        "billion_laughs_strings.xlsx": workbook({"xl/sharedStrings.xml": LAUGHS + shared}),
        "laughs_utf16.xlsx": workbook({SHEET: sheet(before=LAUGHS).encode("utf-16")}),
        "xxe.xlsx": workbook({SHEET: sheet(HEAD_ROW, before=OUTSIDE)}),
        "xxe_workbook.xlsx": workbook({"xl/workbook.xml": OUTSIDE + BOOK}),
        "xxe.ods": ods(OUTSIDE + repeated),
        "traversal.xlsx": workbook({"../../../../tmp/owned": b"x"}),
        "traversal_backslash.xlsx": workbook({"..\\..\\owned.txt": b"x"}),
        "absolute.xlsx": workbook({"/etc/cron.d/owned": b"x"}),
        "drive.xlsx": workbook({"C:/owned.txt": b"x"}),
        "symlink.xlsx": with_attributes("xl/link", 0o120777, content=b"/etc/passwd"),
        "locked.xlsx": with_attributes("xl/secret", flag=1),
        "lzma.xlsx": workbook({"xl/a": b"0" * 10_000}, compression=zipfile.ZIP_LZMA),
        "bzip2.xlsx": workbook({"xl/a": b"0" * 10_000}, compression=zipfile.ZIP_BZIP2),
        "macros.xlsm": workbook({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
        "macro_sheet.xlsm": workbook({"xl/macrosheets/sheet1.xml": "<x/>"}),
        "huge_dimension.xlsx": workbook({SHEET: sheet(corner)}),
        "huge_shared_strings.xlsx": workbook({"xl/sharedStrings.xml": shared, SHEET: sheet(refers)}),
        "huge_text.xlsx": workbook({SHEET: sheet(HEAD_ROW + f'<row r="2">{cell("A2", "x" * 40_000_000)}</row>')}),
        "empty_cells.xlsx": workbook({SHEET: sheet("<row>" + "<c/>" * 12_000_000 + "</row>")}, level=1),
        "deep_xml.xlsx": workbook({SHEET: sheet("<a>" * 200_000)}),
        "many_parts.xlsx": workbook({f"xl/p{n}": b"" for n in range(6_000)}),
        "repeated.ods": ods(repeated),
        "no_sheet.xlsx": workbook({SHEET: ""}),
        "not_xml.xlsx": workbook({"xl/workbook.xml": b"\x00\xff\x00\xff"}),
        "a_word_document.xlsx": workbook({"word/document.xml": "<w/>", "xl/workbook.xml": "", SHEET: ""}),
        "only_a_zip.xlsx": zip_of({"readme.txt": b"hello"}),
        "truncated.xlsx": workbook({SHEET: sheet(HEAD_ROW + rows)})[:-200],
        "truncated_middle.xlsx": workbook()[:400] + workbook()[600:],
        "flipped.xlsx": bytes(byte ^ 0x55 if 300 < n < 420 else byte for n, byte in enumerate(workbook())),
        "only_header.xlsx": workbook({SHEET: sheet(HEAD_ROW)}),
    }


def zip_of(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


@cache
def hostile_texts():
    """Name -> bytes of files that are no tables, or tables built to hurt; all must be refused."""
    image = io.BytesIO()
    Image.new("RGB", (8, 8)).save(image, "GIF")
    return {
        "empty.csv": b"",
        "blank.csv": b"\n\r\n  \n",
        "only_header.csv": b"Serial;Maker\n",
        "eicar.csv": EICAR + b"\n",
        "one_line_100_megabytes.csv": b"Serial,Maker\nAB1,Colt\n" + b"x" * 100_000_000,
        "columns.csv": b"a," * 2_000_000 + b"\n" + b"1," * 100 + b"\n",
        "random.bin": bytes((n * 7919 >> 3) & 0xFF for n in range(300_000)),
        "nuls.csv": b"Serial,Maker\n" + b"\x00" * 50_000,
        "program.csv": b"\x7fELF" + bytes(2_000),
        "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_000),
        "page.csv": b"<html><body><table><tr><td>Serial</td></tr></table></body></html>\n\n<x>\n",
        "drawing.csv": b"<svg xmlns='http://www.w3.org/2000/svg'>\n<script>alert(1)</script>\n</svg>\n",
        "laughs.csv": LAUGHS.encode() + b"\n<x>&j;</x>\n",
        "paper.csv": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" * 20,
        "letter.csv": b"{\\rtf1\\ansi Serial;Maker\nAB1;Colt\n}",
        "polyglot.csv": image.getvalue() + workbook(),
        "exchange.csv": b'{"kind":"header","format":"salwa-register-exchange","version":1}\n{"kind":"trailer"}\n',
        "bomb.csv.gz": gzip.compress(b"Serial,Maker\n" + b"AB1,Colt\n" * 20_000_000, 9),
        "zeros.csv.gz": gzip.compress(bytes(150_000_000), 9),
        "nested.csv.gz": gzip.compress(gzip.compress(b"Serial,Maker\nAB1,Colt\n")),
        "cut.csv.gz": gzip.compress(b"Serial,Maker\nAB1,Colt\n" * 100)[:-12],
        "flipped.csv.gz": b"\x1f\x8b\x08\x00" + bytes(6) + zlib.compress(b"x" * 9_000)[4:],
        "high_bytes.csv": bytes(0x80 + (n * 31) % 0x80 for n in range(400_000)),
    }


def hostile_pictures():
    """Name -> bytes of files that must not become pictures."""

    def head_of_png(width, height):
        facts = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
        chunk = b"IHDR" + facts
        return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))

    def png(width, height, mode="L"):
        out = io.BytesIO()
        Image.new(mode, (width, height)).save(out, "PNG")
        return out.getvalue()

    def jpeg():
        out = io.BytesIO()
        Image.new("RGB", (300, 200)).save(out, "JPEG")
        return out.getvalue()

    return {
        "empty.jpg": b"",
        "text.jpg": b"not a picture at all",
        "script.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "page.html": b"<!DOCTYPE html><script>alert(1)</script>",
        "eicar.jpg": EICAR,
        "paper.jpg": b"%PDF-1.7\n1 0 obj",
        "gif.jpg": b"GIF89a" + bytes(40),
        "workbook.jpg": workbook(),
        "flood.png": head_of_png(2_000_000_000, 2_000_000_000) + bytes(100),
        "flood_real.png": png(9_500, 9_500),
        "flood_colours.png": png(7_000, 6_500, "RGBA"),
        "flood_grey.tif": _tiff_flood(),
        "cut.jpg": jpeg()[:400],
        "cut.png": png(400, 400)[:60],
        "icon.ico": b"\x00\x00\x01\x00\x01\x00" + bytes(40),
        "vector.eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (r) file\n",
        "film.webp": b"RIFF\x10\x00\x00\x00WEBPVP8X" + bytes(10),
    }


def _tiff_flood():
    """A TIFF of two kilobytes whose head promises a picture of 4 billion pixels."""
    tags = [(256, 4, 1, 65_000), (257, 4, 1, 65_000), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8),
            (277, 3, 1, 1), (278, 4, 1, 65_000), (279, 4, 1, 1_000)]  # fmt: skip
    entries = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    return b"II*\x00\x08\x00\x00\x00" + struct.pack("<H", len(tags)) + entries + bytes(1_004)


def hostile_mappings():
    """Name -> bytes of files that must not become column mappings."""
    return {
        "laughs.yaml": b"a: &a [x,x,x,x,x,x,x,x,x]\n"
        + b"".join(b"%c: &%c [%s]\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 9)) for n in range(9))
        + b"fields: *j\n",
        "object.yaml": b"!!python/object/apply:os.system ['echo owned']\n",
        "deep.yaml": b"[" * 20_000,
        "large.yaml": b"fields: {serial: Serial}\n#" + b"x" * 3_000_000,
        "text.yaml": b"just a sentence\n",
        "binary.yaml": bytes(range(256)),
        "list.yaml": b"- serial\n- maker\n",
        "unknown.yaml": b"fields: {colour: Colour}\n",
        "number.yaml": b"fields: {serial: 12}\n",
    }


def largest_pictures():
    """Name -> bytes of pictures just within what is taken in."""

    def made(form, size, mode, **how):
        out = io.BytesIO()
        Image.new(mode, size).save(out, form, **how)
        return out.getvalue()

    return {
        "camera.jpg": made("JPEG", (10_300, 7_700), "RGB"),
        "clear.png": made("PNG", (3_800, 3_900), "RGBA"),
        "colours.png": made("PNG", (5_400, 5_500), "RGB"),
        "grey.png": made("PNG", (9_000, 8_800), "L"),
    }


def pictures_with_place():
    """Name -> bytes of pictures that say where, when and with which phone they were taken."""
    found = {}
    for form, ending in (("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("TIFF", "tif")):
        exif = Image.Exif()
        exif[0x010F], exif[0x0132] = "CANARY-PHONE", "2026:01:02 03:04:05"
        exif.get_ifd(0x8825).update({1: "N", 2: (1.0, 2.0, 3.0)})
        out = io.BytesIO()
        Image.new("RGB", (640, 480), "grey").save(out, form, exif=exif, comment=b"CANARY-PHONE")
        found[f"place.{ending}"] = out.getvalue()
    image = Image.open(io.BytesIO(found["place.jpg"]))
    out = io.BytesIO()
    image.save(out, "JPEG", exif=image.getexif(), icc_profile=b"CANARY-PHONE", xmp=b"<x>CANARY-PHONE</x>")
    found["profile.jpg"] = out.getvalue() + b"CANARY-PHONE after the end"
    return found
