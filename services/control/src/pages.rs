//! Pages of lists: how many, from where, and the token for the next one. A watch that is to be
//! taken up again has a token of the same make.
//!
//! A token holds where the last page, or the watch, ended. It is sealed with the server's key under
//! the method, the filters and the caller's organisation: it tells nothing, opens nowhere else, and
//! one that was changed by a single bit is refused. It holds no state here and does not grow old.
//!
//! ```text
//! token = hex( seal (16 bytes) ‖ cursor xor stream(seal) )      seal = MAC(bound ‖ cursor)
//! ```

use placard_api::errors::refuse;
use placard_api::v1;
use placard_domain::Reason;
use prost::Message;
use tonic::Status;

use crate::call::Call;
use crate::fault;

/// Items of a page where the request does not say.
const SIZE: usize = 100;
/// The most items of a page.
const SIZE_MAX: usize = 1000;
/// Fixes of a page of a track where the request does not say.
const FIXES: usize = 1000;
/// The most fixes of a page of a track.
const FIXES_MAX: usize = 10_000;
/// Bytes of a seal.
const SEAL: usize = 16;

/// Seals and opens tokens.
#[derive(Clone)]
pub(crate) struct Pages {
    mac: [u8; 32],
    stream: [u8; 32],
}

/// The page that is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    /// At most so many.
    pub(crate) size: usize,
    /// Where the page before ended.
    pub(crate) cursor: Option<Vec<u8>>,
    bound: Bound,
}

/// What a token is good for: this method, this filter, this organisation's sight.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound([u8; 32]);

impl Bound {
    /// Of a call; `filter` is its request with token and size taken out.
    pub(crate) fn of(call: &Call, filter: &impl Message) -> Self {
        let organisation = call.caller().organisation.as_ref().map(ToString::to_string);
        let mut hasher = blake3::Hasher::new();
        for part in [call.method(), organisation.as_deref().unwrap_or("*")] {
            hasher.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
        }
        Self(*hasher.update(&filter.encode_to_vec()).finalize().as_bytes())
    }
}

/// A request for a page: what is left once page and token are taken out is the filter.
pub(crate) trait Paged: Message {
    /// Items of a page unless said, and at most.
    const SIZES: (usize, usize) = (SIZE, SIZE_MAX);

    /// Takes the page's size and token out.
    fn take(&mut self) -> (i32, String);
}

macro_rules! paged {
    ($($request:ident $(, $sizes:expr)?;)*) => {$(
        impl Paged for v1::$request {
            $(const SIZES: (usize, usize) = $sizes;)?
            fn take(&mut self) -> (i32, String) {
                (std::mem::take(&mut self.page_size), std::mem::take(&mut self.page_token))
            }
        }
    )*};
}

paged! {
    ListVehiclesRequest;
    ListTerminalsRequest;
    ListCarriersRequest;
    ListPeopleRequest;
    ListCommandsRequest;
    ListPartiesRequest;
    ListTanksRequest;
    ListExpiriesRequest;
    ListSitesRequest;
    ListZonesRequest;
    ListPermitsRequest;
    ListRoutesRequest;
    ListRulesRequest;
    ListAlertsRequest;
    ListWaybillsRequest;
    ListChecksRequest;
    ListListsRequest;
    GetTrackRequest, (FIXES, FIXES_MAX);
}

impl Pages {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self {
            mac: blake3::derive_key("placard page token: seal", key),
            stream: blake3::derive_key("placard page token: stream", key),
        }
    }

    /// The page that a request asks for; leaves the filter in the request.
    ///
    /// # Errors
    /// The size is out of bounds; the token is none of ours, or was not given for this filter.
    pub(crate) fn open<R: Paged>(&self, call: &Call, request: &mut R) -> Result<Page, Status> {
        let (size, token) = request.take();
        let (usual, most) = R::SIZES;
        let size = match usize::try_from(size) {
            Ok(0) => usual,
            Ok(size) if size <= most => size,
            _ => {
                let bounds = format!("{size} (1–{most})");
                return Err(refuse("page_size", Reason::OutOfRange, bounds));
            }
        };
        let bound = Bound::of(call, request);
        let cursor = match token.is_empty() {
            true => None,
            false => Some(
                self.unseal(&bound, &token)
                    .ok_or_else(|| refuse("page_token", Reason::InvalidPageToken, ""))?,
            ),
        };
        Ok(Page { size, cursor, bound })
    }

    /// The token for what comes after `cursor`.
    pub(crate) fn next(&self, page: &Page, cursor: &[u8]) -> String {
        self.token(&page.bound, cursor)
    }

    /// The page of a list that is all at hand and does not change, and the token for the next one.
    pub(crate) fn part<'a, T>(
        &self,
        page: &Page,
        all: &'a [T],
    ) -> Result<(&'a [T], String), Status> {
        let from = match page.cursor.as_deref() {
            None => 0,
            Some(bytes) => {
                // What the seal vouches for was written here.
                let bytes = bytes.try_into().map_err(|error| fault::internal(&error))?;
                usize::try_from(u64::from_be_bytes(bytes)).unwrap_or(usize::MAX)
            }
        };
        let rest = all.get(from..).unwrap_or_default();
        let told = &rest[..rest.len().min(page.size)];
        let end = (from + told.len()) as u64;
        let more = rest.len() > told.len();
        let next = more.then(|| self.next(page, &end.to_be_bytes()));
        Ok((told, next.unwrap_or_default()))
    }

    /// The token that opens at `cursor`.
    pub(crate) fn token(&self, bound: &Bound, cursor: &[u8]) -> String {
        let seal = self.seal(bound, cursor);
        let sealed = seal.into_iter().chain(self.veiled(&seal, cursor));
        sealed.map(|byte| format!("{byte:02x}")).collect()
    }

    /// Where a token opens; `None` where it is none of ours, or was given for something else.
    pub(crate) fn unseal(&self, bound: &Bound, token: &str) -> Option<Vec<u8>> {
        let bytes = bytes_of_hex(token)?;
        let (seal, veiled) = bytes.split_first_chunk::<SEAL>()?;
        let cursor: Vec<u8> = self.veiled(seal, veiled).collect();
        // Hashes compare in constant time.
        let [given, due] = [seal, &self.seal(bound, &cursor)].map(|seal| blake3::hash(seal));
        (given == due).then_some(cursor)
    }

    fn seal(&self, bound: &Bound, cursor: &[u8]) -> [u8; SEAL] {
        let mut hasher = blake3::Hasher::new_keyed(&self.mac);
        hasher.update(&bound.0).update(cursor);
        let mut seal = [0; SEAL];
        hasher.finalize_xof().fill(&mut seal);
        seal
    }

    fn veiled<'a>(&self, seal: &[u8; SEAL], bytes: &'a [u8]) -> impl Iterator<Item = u8> + use<'a> {
        let mut stream = vec![0; bytes.len()];
        let mut hasher = blake3::Hasher::new_keyed(&self.stream);
        hasher.update(seal).finalize_xof().fill(&mut stream);
        bytes.iter().zip(stream).map(|(byte, veil)| byte ^ veil)
    }
}

fn bytes_of_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use placard_api::caller::{Caller, Role};
    use placard_domain::OrganisationId;

    fn call(method: &str, organisation: Option<&str>) -> Call {
        let organisation = organisation.map(|id| OrganisationId::new(id).unwrap());
        let caller = Caller { name: "li".into(), organisation, role: Role::Officer };
        Call::new(caller, method, None)
    }

    fn asks(plate: &str, token: &str) -> v1::ListVehiclesRequest {
        let (plate, page_token) = (plate.to_owned(), token.to_owned());
        v1::ListVehiclesRequest { plate, page_token, page_size: 7, ..Default::default() }
    }

    #[test]
    fn a_token_opens_where_it_was_given_and_nowhere_else() {
        let pages = Pages::new(&[7; 32]);
        let here = call("List", Some("a"));
        let first = pages.open(&here, &mut asks("p", "")).unwrap();
        assert_eq!((first.size, first.cursor.as_deref()), (7, None));
        let token = pages.next(&first, b"v41");
        let second = pages.open(&here, &mut asks("p", &token)).unwrap();
        assert_eq!(second.cursor.as_deref(), Some(&b"v41"[..]));
        assert!(!token.contains("763431"), "the cursor is not to be read in {token}");

        let refused = |pages: &Pages, call: &Call, plate| {
            pages.open(call, &mut asks(plate, &token)).unwrap_err().message().to_owned()
        };
        let other_key = Pages::new(&[8; 32]);
        for refusal in [
            refused(&pages, &here, "other"),
            refused(&pages, &call("Other", Some("a")), "p"),
            refused(&pages, &call("List", Some("b")), "p"),
            refused(&pages, &call("List", None), "p"),
            refused(&other_key, &here, "p"),
        ] {
            assert!(refusal.starts_with("page_token"), "{refusal}");
        }
    }

    #[test]
    fn a_token_that_was_tampered_with_is_refused() {
        let pages = Pages::new(&[7; 32]);
        let here = call("List", None);
        let first = pages.open(&here, &mut asks("", "")).unwrap();
        let token = pages.next(&first, b"some-vehicle");
        for at in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(pages.open(&here, &mut asks("", &changed)).is_err(), "{changed}");
        }
        for nonsense in ["x", "00", "湘J", &token[1..], &token[2..], &format!("{token}00")] {
            assert!(pages.open(&here, &mut asks("", nonsense)).is_err(), "{nonsense}");
        }
    }

    #[test]
    fn a_page_has_bounds() {
        let pages = Pages::new(&[7; 32]);
        let here = call("List", None);
        let open = |size| {
            pages.open(&here, &mut v1::ListVehiclesRequest { page_size: size, ..asks("", "") })
        };
        assert_eq!(open(0).unwrap().size, SIZE);
        assert_eq!(open(1000).unwrap().size, 1000);
        assert!(open(1001).is_err() && open(-1).is_err());
    }
}
