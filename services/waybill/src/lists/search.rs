//! Finding goods while one types: UN number, CAS number, English words, Chinese, pinyin in full or
//! by initials, and the near misses of all of them.

mod index;
mod near;

use super::chemicals::Chemicals;
use super::goods::{DangerousGoods, GoodsRow};
use super::join::Joined;
use super::names;
use index::Index;

/// A row that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit<'a> {
    /// The row.
    pub row: &'a GoodsRow,
    /// How close the text came.
    pub closeness: Closeness,
    /// What of the row it is.
    pub by: HitBy,
}

/// How close a text came to what a row says; the closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Closeness {
    /// It is a whole name or number.
    Exact,
    /// A name or number begins with it.
    Prefix,
    /// A word begins with it.
    Word,
    /// It stands somewhere within.
    Inside,
    /// With one letter amiss, or with half of its characters.
    Near,
}

/// What of a row a text met; the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HitBy {
    /// The UN number.
    UnNumber,
    /// A CAS number of the goods.
    Cas,
    /// A Chinese name or alias.
    Chinese,
    /// The English name.
    English,
    /// The pinyin of a Chinese name.
    Pinyin,
    /// The initials of that pinyin.
    Initials,
}

type Rank = (Closeness, HitBy);

/// The index of one edition.
#[derive(Debug)]
pub(super) struct Search {
    /// Chinese names and aliases.
    chinese: Index,
    /// Everything in Latin letters and digits.
    latin: Index,
    /// How long each row's name is: of equals the shorter comes first.
    lengths: Vec<usize>,
}

impl Search {
    pub(super) fn new(goods: &DangerousGoods, chemicals: Option<(&Chemicals, &Joined)>) -> Self {
        let (mut chinese, mut latin) = (Index::default(), Index::default());
        for (place, row) in goods.all().iter().enumerate() {
            latin.push(place, HitBy::UnNumber, &format!("{:04}", row.un.number()));
            latin.push(place, HitBy::English, &index::english_name(&row.name_en));
            let same = chemicals.map(|(chemicals, joined)| joined.same(chemicals, row));
            let mut names = index::chinese(&row.name_zh);
            let mut add = |name: &str| {
                names.push('|');
                names.push_str(&index::chinese(name));
            };
            names::trade_names(&row.name_zh).iter().for_each(|name| add(name));
            for chemical in same.into_iter().flatten() {
                for cas in &chemical.cas {
                    latin.push(place, HitBy::Cas, &index::english(&cas.to_string()));
                }
                std::iter::once(&*chemical.name_zh).chain(chemical.aliases()).for_each(&mut add);
            }
            latin.push(place, HitBy::Pinyin, &index::pinyin(&names));
            latin.push(place, HitBy::Initials, &index::initials(&names));
            chinese.push(place, HitBy::Chinese, &names);
        }
        let lengths = goods.all().iter().map(|row| row.name_zh.chars().count()).collect();
        Self { chinese, latin, lengths }
    }

    pub(super) fn find<'a>(
        &self,
        goods: &'a DangerousGoods,
        text: &str,
        limit: usize,
    ) -> Vec<Hit<'a>> {
        let ranks = self.ranks(&Query::read(text));
        let ranked = ranks.into_iter().enumerate().filter_map(|(row, rank)| Some((rank?, row)));
        let mut found: Vec<(Rank, usize, usize)> =
            ranked.map(|(rank, row)| (rank, self.lengths[row], row)).collect();
        found.sort_unstable();
        found.truncate(limit);
        let hit = |((closeness, by), _, row): (Rank, usize, usize)| Hit {
            row: &goods.all()[row],
            closeness,
            by,
        };
        found.into_iter().map(hit).collect()
    }

    /// The best rank of each row: for the whole text as one, or else for all its terms together.
    fn ranks(&self, query: &Query) -> Vec<Option<Rank>> {
        let mut best = vec![None; self.lengths.len()];
        if query.terms.len() > 1 && query.is_latin {
            self.latin.scan(&query.terms.join(" "), &mut best);
            if query.is_number() {
                return best;
            }
            self.latin.scan(&query.terms.concat(), &mut best);
        }
        let mut found: Vec<_> = query
            .terms
            .iter()
            .map(|term| (is_number(term), self.term(term, query.is_latin)))
            .collect();
        // What says most goes first: words before numbers, of words the one that fewest rows have.
        found.sort_by_cached_key(|(is_number, ranks)| (*is_number, ranks.iter().flatten().count()));
        let mut together: Option<Vec<Option<Rank>>> = None;
        for (_, ranks) in found.into_iter().filter(|(_, ranks)| ranks.iter().any(Option::is_some)) {
            let Some(before) = &together else {
                together = Some(ranks);
                continue;
            };
            let pairs = before.iter().zip(ranks);
            let both: Vec<_> = pairs.map(|(a, b)| Some(both((*a)?, b?))).collect();
            // A term that no row has beside the others (`硫酸 98`) is passed over.
            if both.iter().any(Option::is_some) {
                together = Some(both);
            }
        }
        for (best, rank) in best.iter_mut().zip(together.into_iter().flatten()) {
            index::improve(best, rank);
        }
        best
    }

    /// The best rank of each row for one term; near misses where nothing has it.
    fn term(&self, term: &str, is_latin: bool) -> Vec<Option<Rank>> {
        let mut best = vec![None; self.lengths.len()];
        if term.is_ascii() {
            self.latin.scan(term, &mut best);
        }
        if !term.is_ascii() || !is_latin {
            self.chinese.scan(term, &mut best);
        }
        if best.iter().all(Option::is_none) {
            if term.is_ascii() {
                near::latin(&self.latin, term, &mut best);
            } else {
                near::chinese(&self.chinese, term, &mut best);
            }
        }
        best
    }
}

/// Two terms that both stand in a row are no exact name of it.
fn both(a: Rank, b: Rank) -> Rank {
    let (closeness, by) = a.max(b);
    (closeness.max(Closeness::Word), by)
}

/// What was typed, cut at blanks and punctuation.
struct Query {
    terms: Vec<String>,
    is_latin: bool,
}

impl Query {
    /// Longer texts are no search but a paste: their beginning is enough.
    const LONGEST: usize = 64;
    /// Nor are more terms.
    const MOST: usize = 4;

    fn read(text: &str) -> Self {
        let text: String = text.chars().take(Self::LONGEST).collect();
        let plain = index::chinese(&text);
        let is_latin = plain.is_ascii();
        let cut = if is_latin { index::english(&text) } else { plain };
        let mut terms: Vec<String> =
            cut.split(['|', ' ']).filter(|term| !term.is_empty()).map(str::to_owned).collect();
        // `UN1203`, `UN 1203`.
        if terms.len() > 1 && terms[0] == "un" && is_number(&terms[1]) {
            terms.remove(0);
        } else if let Some(number) = terms.first().and_then(|term| term.strip_prefix("un"))
            && is_number(number)
        {
            terms[0] = number.to_owned();
        }
        // A letter beside words says nothing.
        if terms.iter().any(|term| term.len() > 1) {
            terms.retain(|term| term.len() > 1 || is_number(term));
        } else {
            terms.truncate(1);
        }
        terms.truncate(Self::MOST);
        Self { terms, is_latin }
    }

    /// Whether it is digits alone, as a CAS number is: then they belong together.
    fn is_number(&self) -> bool {
        self.terms.iter().all(|term| is_number(term))
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
