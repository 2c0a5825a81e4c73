# A cache before the servers, for Varnish 7. The same rules as in nginx.conf: an answer is kept once for each address, each
# choice of language and each coding; the servers themselves say which choice a header makes (`Language-Variant`).
# After ten seconds an answer is asked for again, and while the servers are away what is kept is served for a week.

vcl 4.1;

import std;
import directors;

acl purgers {
    "localhost";
}

probe ready {
    .url = "/readyz";
    .interval = 1s;
    .timeout = 2s;
    .window = 3;
    .threshold = 2;
    .initial = 2;
}

backend api_1 {
    .host = "api-1";
    .port = "8000";
    .probe = ready;
    .connect_timeout = 2s;
    .first_byte_timeout = 60s;
}

backend api_2 {
    .host = "api-2";
    .port = "8000";
    .probe = ready;
    .connect_timeout = 2s;
    .first_byte_timeout = 60s;
}

sub vcl_init {
    new api = directors.round_robin();
    api.add_backend(api_1);
    api.add_backend(api_2);
}

sub vcl_recv {
    set req.backend_hint = api.backend();
    # For so long what is kept may be served after its time: not at all, unless the servers are away.
    set req.grace = 0s;
    if (!std.healthy(req.backend_hint) || req.http.X-Failed) {
        set req.grace = 7d;
    }
    if (req.restarts == 0) {
        # Whatever a client claims about things that are said here is dropped.
        unset req.http.X-Choice;
        unset req.http.X-Asking;
        unset req.http.X-Asked;
        unset req.http.X-Failed;
        unset req.http.X-Forwarded-Host;
        unset req.http.X-Forwarded-Proto;
        unset req.http.Forwarded;
        unset req.http.Cookie;
        set req.http.X-Forwarded-For = client.ip;
        set req.http.X-Request-Id = req.xid;
        # As one field.
        std.collect(req.http.Accept-Language, ", ");
    }
    if (req.method == "PURGE") {
        # `curl -X PURGE http://127.0.0.1/` after a release, for those who cannot wait ten seconds.
        if (!client.ip ~ purgers) {
            return (synth(405));
        }
        # A status can only be compared for equality; a ban that is none would otherwise pass unnoticed.
        if (!std.ban("obj.status != 0")) {
            return (synth(500, std.ban_error()));
        }
        return (synth(200, "Purged"));
    }
    if (req.url == "/metrics") {
        return (synth(404));
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    if (req.http.Authorization || req.http.If-Match || req.http.If-Unmodified-Since || req.url ~ "^/v1/(admin|feedback)") {
        return (pass);
    }
    # Only below /v1/ does a header choose the language, and only where the query does not: ask which choice it makes.
    if (req.restarts == 0 && req.url ~ "^/v1/" && req.url !~ "[?&]lang=") {
        set req.http.X-Asked = req.url;
        set req.http.X-Asking = "1";
        set req.url = "/v1/languages";
    }
    return (hash);
}

sub vcl_hash {
    hash_data(req.url);
    if (req.http.X-Asking) {
        hash_data("asking " + req.http.Accept-Language);
    } else {
        hash_data(req.http.X-Choice);
    }
    return (lookup);
}

sub vcl_backend_fetch {
    unset bereq.http.X-Asked;
    if (bereq.http.X-Asking) {
        unset bereq.http.If-None-Match;
        unset bereq.http.If-Modified-Since;
    }
}

sub vcl_backend_response {
    set beresp.keep = 7d;
    set beresp.grace = 7d;
    set beresp.ttl = 10s;
    # Those of a request that has long been answered.
    unset beresp.http.Server-Timing;
    unset beresp.http.X-Request-Id;
    if (beresp.status >= 500 && bereq.is_bgfetch) {
        return (abandon);
    }
    if ((beresp.status != 200 && beresp.status != 301 && beresp.status != 308)
        || beresp.http.Cache-Control ~ "(?i)no-store|no-cache|private"
        || beresp.http.Cache-Control !~ "(?i)max-age=[1-9]"
        || beresp.http.Set-Cookie
        || beresp.http.Vary !~ "(?i)^(\s*(accept-language|accept-encoding)\s*(,|$))*$") {
        set beresp.uncacheable = true;
        set beresp.ttl = 0s;
        return (deliver);
    }
    if (!bereq.http.X-Asking && beresp.http.Language-Variant && beresp.http.Language-Variant != bereq.http.X-Choice) {
        # An answer to another choice than the one it would be found by.
        set beresp.uncacheable = true;
        set beresp.ttl = 0s;
        return (deliver);
    }
    # The choice is what it is found by; the header itself tells nothing more.
    set beresp.http.X-Vary = beresp.http.Vary;
    set beresp.http.Vary = regsuball(beresp.http.Vary, "(?i)accept-language\s*,?\s*", "");
    set beresp.http.Vary = regsub(beresp.http.Vary, ",\s*$", "");
    if (beresp.http.Vary == "") {
        unset beresp.http.Vary;
    }
    return (deliver);
}

sub vcl_backend_error {
    set beresp.http.Content-Type = "application/problem+json";
    set beresp.http.Cache-Control = "no-store";
    set beresp.http.Retry-After = "5";
    set beresp.http.Access-Control-Allow-Origin = "*";
    set beresp.body = {"{"type":"/problems/not-ready","title":"Not ready","status":503,"detail":"No server answers at the moment. Try again later.","instance":""} + regsub(bereq.url, "[?\x22\\].*", "") + {"","code":"not-ready","request_id":""} + bereq.http.X-Request-Id + {"","errors":[],"languages":[]}"};
    return (deliver);
}

sub vcl_deliver {
    if (req.http.X-Asking) {
        if (resp.status >= 500 && !req.http.X-Failed) {
            set req.http.X-Failed = "1";
            return (restart);
        }
        set req.http.X-Choice = resp.http.Language-Variant;
        set req.url = req.http.X-Asked;
        unset req.http.X-Asking;
        return (restart);
    }
    if (resp.status >= 500 && (req.method == "GET" || req.method == "HEAD") && !req.http.X-Failed && !req.http.Authorization) {
        # Perhaps something is kept that was right until now.
        set req.http.X-Failed = "1";
        return (restart);
    }
    if (resp.http.X-Vary) {
        set resp.http.Vary = resp.http.X-Vary;
        unset resp.http.X-Vary;
    }
    set resp.http.X-Request-Id = req.http.X-Request-Id;
    if (obj.hits > 0) {
        set resp.http.Cache-Status = "varnish; hit";
    } else {
        set resp.http.Cache-Status = "varnish; fwd=miss";
    }
    unset resp.http.Via;
    unset resp.http.X-Varnish;
    return (deliver);
}
