//! The console: TypeScript that npm builds into `bundle/`, and the few lines that serve it at `/`.
//!
//! **Holds** the screens (`src/screens/`), the map (`src/map/`), the live line (`src/live/`), the
//! words in two languages (`src/words/`), and this: a router over what was built.
//! **May know** no other crate. The script knows `proto/` alone, over the port it came from.
//!
//! Invariants: a clone without npm builds, and says at `/` that the console was not built; nothing
//! that is served makes a browser ask any other origin.
//!
//! Start reading at `src/app.tsx`.

use axum::Router;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// A file of the bundle.
struct Piece {
    name: &'static str,
    content_type: &'static str,
    etag: &'static str,
    plain: &'static [u8],
    gzipped: &'static [u8],
}

static BUNDLE: &[Piece] = include!(concat!(env!("OUT_DIR"), "/bundle.rs"));

/// The page that stands for all.
const PAGE: &str = "index.html";

/// A page from here asks here and nowhere else, and no other page may frame it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// What the console is told of where it runs.
#[derive(Clone, Debug)]
pub struct Place {
    /// The zone whose clock its times go by: `Asia/Shanghai`.
    pub time_zone: String,
}

/// The console at `/`; where it was not built, a page that says so.
pub fn router(place: &Place) -> Router {
    let place = serde_json::json!({"timeZone": place.time_zone}).to_string();
    let kind = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-cache")];
    let told = Router::new().route("/place.json", get(async move || (kind, place)));
    pieces(told, BUNDLE)
}

fn pieces(mut router: Router, bundle: &'static [Piece]) -> Router {
    for piece in bundle {
        let path = if piece.name == PAGE { "/".to_owned() } else { format!("/{}", piece.name) };
        router = router.route(&path, get(async |headers: HeaderMap| serve(piece, &headers)));
    }
    if bundle.iter().any(|piece| piece.name == PAGE) {
        return router;
    }
    let kind = [(CONTENT_TYPE, "text/html; charset=utf-8")];
    router.route("/", get(async move || (kind, include_str!("not-built.html"))))
}

fn serve(piece: &'static Piece, headers: &HeaderMap) -> Response {
    let says = |name: &HeaderName, what: &str| {
        let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).any(|one| one.trim().starts_with(what))
    };
    let common = [
        (CONTENT_TYPE, piece.content_type),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        // Kept, but asked about each time: a new server brings a new console.
        (CACHE_CONTROL, "no-cache"),
        (ETAG, piece.etag),
        (VARY, "accept-encoding"),
    ];
    if says(&IF_NONE_MATCH, piece.etag) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    if says(&ACCEPT_ENCODING, "gzip") {
        return (common, [(CONTENT_ENCODING, "gzip")], piece.gzipped).into_response();
    }
    (common, piece.plain).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::http::Request;
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;

    static BUILT: [Piece; 2] = [
        Piece {
            name: PAGE,
            content_type: "text/html",
            etag: "\"1\"",
            plain: b"page",
            gzipped: b"packed page",
        },
        Piece {
            name: "console.js",
            content_type: "text/javascript",
            etag: "\"2\"",
            plain: b"script",
            gzipped: b"packed script",
        },
    ];

    async fn ask(router: Router, path: &str, header: (HeaderName, &str)) -> (Response<()>, String) {
        let request = Request::get(path).header(header.0, header.1).body(Body::empty()).unwrap();
        let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        (Response::from_parts(parts, ()), String::from_utf8(bytes.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn what_was_not_built_says_so_in_both_languages() {
        let (answer, page) = ask(pieces(Router::new(), &[]), "/", (ACCEPT_ENCODING, "gzip")).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert!(page.contains("尚未构建") && page.contains("was not built"), "{page}");
    }

    #[tokio::test]
    async fn a_piece_is_packed_for_whoever_takes_it_packed() {
        let built = || pieces(Router::new(), &BUILT);
        let (answer, body) = ask(built(), "/", (ACCEPT_ENCODING, "br, gzip")).await;
        assert_eq!(
            (answer.headers()[CONTENT_ENCODING].as_bytes(), &*body),
            (&b"gzip"[..], "packed page")
        );
        let (answer, body) = ask(built(), "/console.js", (ACCEPT_ENCODING, "identity")).await;
        assert!(!answer.headers().contains_key(CONTENT_ENCODING));
        assert_eq!(body, "script");
    }

    #[tokio::test]
    async fn a_piece_that_has_not_changed_is_not_sent_again() {
        let built = pieces(Router::new(), &BUILT);
        let (answer, body) = ask(built, "/console.js", (IF_NONE_MATCH, "\"2\"")).await;
        assert_eq!((answer.status(), &*body), (StatusCode::NOT_MODIFIED, ""));
    }

    #[tokio::test]
    async fn the_place_is_told() {
        let router = router(&Place { time_zone: "Asia/Shanghai".into() });
        let (_, body) = ask(router, "/place.json", (ACCEPT_ENCODING, "gzip")).await;
        assert_eq!(body, r#"{"timeZone":"Asia/Shanghai"}"#);
    }
}
