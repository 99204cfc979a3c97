"""Writes the configurations of nginx: the shop behind everything, pass-through in two ways, and the edits in Lua."""

import gzip
import os
import re
import subprocess
from pathlib import Path

from benchmarks.peers.running import HOST, Program, StartError, found

FILES = Path(__file__).parent / "files"

_MAIN = """\
{modules}
{user}
daemon off;
worker_processes 1;
pid {folder}/{name}.pid;
error_log stderr error;
events {{ worker_connections 1024; }}
http {{
    default_type application/octet-stream;
    types {{ text/html html; image/jpeg jpg; }}
    access_log off;
    sendfile on;
    keepalive_requests 10000000;
    client_body_temp_path {folder}/{name}-a; proxy_temp_path {folder}/{name}-b; fastcgi_temp_path {folder}/{name}-c;
    uwsgi_temp_path {folder}/{name}-d; scgi_temp_path {folder}/{name}-e;
{body}
}}
"""

_SHOP = """\
    lua_package_path "{files}/?.lua;;";
    init_by_lua_block {{ origin = require "origin"; origin.load("{site}", 100) }}
    gzip_comp_level 1;
    server {{
        listen {host}:{{port}};
        charset utf-8;
        root {site};
        location /page/ {{ gzip_static on; }}
        location /media/ {{ }}
        location /tokens/ {{ gzip on; content_by_lua_block {{ origin.tokens() }} }}
        location ~ ^/unseen/100/(\\d+)$ {{ gzip on; content_by_lua_block {{ origin.unseen() }} }}
        location /paused {{ content_by_lua_block {{ origin.paused() }} }}
        location /c/ {{ default_type text/html; return 200 "<!DOCTYPE html><title>Category</title><p>Category"; }}
    }}
"""

_BEFORE_SHOP = """\
    upstream shop {{ server {host}:{origin}; keepalive 128; keepalive_requests 10000000; }}
{before}
    server {{
        listen {host}:{{port}};
        location / {{
            proxy_pass http://shop;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
{inside}
        }}
    }}
"""

_BUFFERS = "            proxy_buffers 8 32k; proxy_buffer_size 16k; proxy_busy_buffers_size 64k;"

_LUA_BEFORE = """\
    lua_package_path "{files}/?.lua;;";
    init_by_lua_block {{ rewrite = require "rewrite" }}
    gzip_types text/html; gzip_comp_level 1;
"""

_LUA_INSIDE = """\
            gzip on;
            proxy_set_header Accept-Encoding "";
            header_filter_by_lua_block { rewrite.head() }
            body_filter_by_lua_block { rewrite.body() }"""

_GEO = """\
    geoip2 {geo} {{
        $geo_city source=$http_x_forwarded_for city names en;
        $geo_country source=$http_x_forwarded_for country iso_code;
    }}
"""


def program(name: str, port: int, body: str, folder: Path) -> Program:
    """Write one server's configuration; `{port}` in its body becomes its port."""
    file = folder / f"{name}.conf"
    body = body.replace("{port}", str(port))
    user = "user root;" if os.geteuid() == 0 else ""
    file.write_text(_MAIN.format(name=name, folder=folder, modules=_modules(body), user=user, body=body), "utf-8")
    return Program(name, [found("nginx"), "-p", str(folder), "-e", "stderr", "-c", str(file)], port)


def shop(site: Path) -> str:
    return _SHOP.format(files=FILES, site=site, host=HOST)


def untuned(origin: int) -> str:
    """Pass-through with nginx's own buffers; links are kept, or the ports of this machine would run out."""
    return _BEFORE_SHOP.format(host=HOST, origin=origin, before="", inside="")


def tuned(origin: int) -> str:
    return _BEFORE_SHOP.format(host=HOST, origin=origin, before="", inside=_BUFFERS)


def lua(origin: int) -> str:
    before = _LUA_BEFORE.format(files=FILES)
    return _BEFORE_SHOP.format(host=HOST, origin=origin, before=before, inside=f"{_BUFFERS}\n{_LUA_INSIDE}")


def lua_and_redis(origin: int, redis: int, geo: Path) -> str:
    before = _LUA_BEFORE.format(files=FILES) + _GEO.format(geo=geo)
    asked = f"            set $redis_port {redis};\n            access_by_lua_block {{ rewrite.access() }}"
    return _BEFORE_SHOP.format(host=HOST, origin=origin, before=before, inside=f"{_BUFFERS}\n{_LUA_INSIDE}\n{asked}")


def packed(text: bytes) -> bytes:
    """Return what gzip_static serves, the same in every run."""
    return gzip.compress(text, 6, mtime=0)


def _modules(body: str) -> str:
    folder = _module_folder()
    wanted = ["ndk_http_module", "ngx_http_lua_module"] if "_by_lua" in body else []
    wanted += ["ngx_http_geoip2_module"] if "geoip2 " in body else []
    missing = [name for name in wanted if not (folder / f"{name}.so").exists()]
    if missing:
        raise StartError(f"nginx has no {', '.join(missing)}")
    return "\n".join(f"load_module {folder}/{name}.so;" for name in wanted)


def _module_folder() -> Path:
    told = subprocess.run([found("nginx"), "-V"], capture_output=True, text=True, check=True).stderr
    named = re.search(r"--modules-path=(\S+)", told)
    return Path(named[1] if named else "modules")
