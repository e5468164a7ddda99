//! The SQLite VFS that tells a [`Platter`] what is written and synced: registered as the process's
//! default, so that rusqlite and sqlx both go through it. Files of folders that are not mounted
//! pass untouched.
//!
//! It stands before SQLite's own unix VFS: bytes go to the real file, locks and shared memory are
//! the real ones; only syncs are not made, the platter keeps them.

#![allow(
    unsafe_code,
    reason = "a VFS is C: pointers that SQLite owns, in and out. Nothing else here is unsafe"
)]

use std::ffi::{CStr, OsStr, c_char, c_int, c_void};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use rusqlite::ffi;

use super::platter::{Dark, Platter};

/// SQLite's own VFS, as an address: it is `'static` and SQLite shares it between threads itself.
static REAL: OnceLock<usize> = OnceLock::new();
/// Whether devices are said to leave the rest of a sector alone (`psow=1`): the canary C9.
static TRUST_SECTORS: AtomicBool = AtomicBool::new(false);

/// Makes it the process's default VFS, once.
///
/// # Errors
/// Where SQLite has no VFS to stand before, or refuses this one.
pub fn install() -> Result<(), String> {
    static INSTALLED: OnceLock<Result<(), String>> = OnceLock::new();
    INSTALLED.get_or_init(register).clone()
}

/// Says of every device that it leaves the rest of a sector alone, though a garbled block does not.
pub fn trust_sectors(trust: bool) {
    TRUST_SECTORS.store(trust, Ordering::Relaxed);
}

fn register() -> Result<(), String> {
    // SAFETY: a null name asks for the default VFS. SQLite keeps registered VFSs for ever, so the
    // pointer is good for the life of the process once it is not null.
    let real = unsafe { ffi::sqlite3_vfs_find(std::ptr::null()) };
    if real.is_null() {
        return Err("SQLite has no VFS".to_owned());
    }
    let _ = REAL.set(real as usize);
    // SAFETY: `real` was just found to point to a VFS; reading its fields copies plain values.
    let (size, path_max, app_data) =
        unsafe { ((*real).szOsFile, (*real).mxPathname, (*real).pAppData) };
    let vfs = ffi::sqlite3_vfs {
        // Version 2 ends before the calls that replace system calls: nobody may go round this VFS.
        iVersion: 2,
        szOsFile: size + size_of::<ForgetfulFile>() as c_int,
        mxPathname: path_max,
        pNext: std::ptr::null_mut(),
        zName: c"forgetful".as_ptr(),
        pAppData: app_data,
        xOpen: Some(open),
        xDelete: Some(delete),
        xAccess: Some(access),
        xFullPathname: Some(full_path),
        xDlOpen: None,
        xDlError: None,
        xDlSym: None,
        xDlClose: None,
        xRandomness: Some(randomness),
        xSleep: Some(sleep),
        xCurrentTime: Some(current_time),
        xGetLastError: Some(last_error),
        xCurrentTimeInt64: Some(current_time_64),
        xSetSystemCall: None,
        xGetSystemCall: None,
        xNextSystemCall: None,
    };
    let vfs = Box::leak(Box::new(vfs));
    // SAFETY: `vfs` is leaked, so it outlives SQLite's use of it; every pointer in it is `'static`.
    match unsafe { ffi::sqlite3_vfs_register(vfs, 1) } {
        ffi::SQLITE_OK => Ok(()),
        code => Err(format!("SQLite does not take the VFS: {code}")),
    }
}

fn real_vfs() -> *mut ffi::sqlite3_vfs {
    // Set before this VFS is registered, and it is called only afterwards.
    REAL.get().copied().unwrap_or_default() as *mut ffi::sqlite3_vfs
}

/// What SQLite allocates for an open file: this, and right behind it the real VFS's own.
#[repr(C)]
struct ForgetfulFile {
    base: ffi::sqlite3_file,
    /// Null where the file lies on no platter; else a `Box<Tracked>` given away by `open`.
    tracked: *mut Tracked,
}

struct Tracked {
    platter: Arc<Platter>,
    path: PathBuf,
    /// The next sync is one of the folder too: SQLite's unix VFS makes it at the first sync of a
    /// journal or WAL that it may have created.
    sync_folder: AtomicBool,
}

/// The real VFS's file behind ours.
///
/// # Safety
/// `file` must be one that [`open`] was given: SQLite then allocated `szOsFile` bytes for it, which
/// is ours and the real one's, and [`ForgetfulFile`] keeps the alignment of pointers.
unsafe fn real_file(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    // SAFETY: stays inside the allocation, by the promise above.
    unsafe { file.cast::<ForgetfulFile>().add(1).cast() }
}

/// Where the file lies, if on a platter.
///
/// # Safety
/// As [`real_file`]; and the file is not closed while the answer is used: SQLite calls no method of
/// a file beside its `xClose`.
unsafe fn tracked<'a>(file: *mut ffi::sqlite3_file) -> Option<&'a Tracked> {
    // SAFETY: `open` wrote `tracked`: null, or a box that only `close` takes back.
    unsafe { (*file.cast::<ForgetfulFile>()).tracked.as_ref() }
}

/// The path in a name of SQLite's.
///
/// # Safety
/// `name` is null or ends in a zero: what SQLite hands to a VFS does.
unsafe fn path_of<'a>(name: *const c_char) -> Option<&'a Path> {
    if name.is_null() {
        return None;
    }
    // SAFETY: not null, and ends in a zero by the promise above.
    let bytes = unsafe { CStr::from_ptr(name) }.to_bytes();
    Some(Path::new(OsStr::from_bytes(bytes)))
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives a name that ends in a zero, or null for a file of its own to be deleted.
    let path = unsafe { path_of(name) };
    let platter = path.and_then(|path| Some((Platter::of(path)?, path.to_owned())));
    if let Some((platter, path)) = &platter
        && platter.opens(path) == Err(Dark)
    {
        // SAFETY: `file` has room for ours; no methods means: not open, nothing to close.
        unsafe { (*file).pMethods = std::ptr::null() };
        return ffi::SQLITE_CANTOPEN;
    }
    // SAFETY: SQLite allocated `szOsFile` bytes at `file`, so the real file's room lies behind
    // ours, and the real VFS gets the very arguments, its own `this` among them.
    unsafe {
        let real = real_vfs();
        let Some(real_open) = (*real).xOpen else { return ffi::SQLITE_CANTOPEN };
        let code = real_open(real, name, real_file(file), flags, out_flags);
        let ours = file.cast::<ForgetfulFile>();
        if code != ffi::SQLITE_OK {
            (*ours).base.pMethods = std::ptr::null();
            return code;
        }
        let journals = ffi::SQLITE_OPEN_MAIN_JOURNAL | ffi::SQLITE_OPEN_WAL;
        let new_journal = flags & ffi::SQLITE_OPEN_CREATE != 0 && flags & journals != 0;
        let tracked = platter.map(|(platter, path)| {
            Box::new(Tracked { platter, path, sync_folder: AtomicBool::new(new_journal) })
        });
        (*ours).tracked = tracked.map_or(std::ptr::null_mut(), Box::into_raw);
        (*ours).base.pMethods = &raw const METHODS;
        code
    }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: an open file of this VFS, closed once; the box that `open` gave away comes back and
    // the pointer is never read again.
    unsafe {
        let tracked = (*file.cast::<ForgetfulFile>()).tracked;
        (*file.cast::<ForgetfulFile>()).tracked = std::ptr::null_mut();
        if !tracked.is_null() {
            drop(Box::from_raw(tracked));
        }
        let real = real_file(file);
        (*(*real).pMethods).xClose.map_or(ffi::SQLITE_IOERR_CLOSE, |close| close(real))
    }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    bytes: *const c_void,
    length: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: an open file of this VFS; SQLite gives `length` readable bytes.
    unsafe {
        if let Some(tracked) = tracked(file) {
            let written = std::slice::from_raw_parts(bytes.cast::<u8>(), length as usize);
            if tracked.platter.writes(&tracked.path, at as usize, written).is_err() {
                return ffi::SQLITE_IOERR_WRITE;
            }
        }
        let real = real_file(file);
        let write = (*(*real).pMethods).xWrite;
        write.map_or(ffi::SQLITE_IOERR_WRITE, |write| write(real, bytes, length, at))
    }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, to: ffi::sqlite3_int64) -> c_int {
    // SAFETY: an open file of this VFS.
    unsafe {
        if let Some(tracked) = tracked(file)
            && tracked.platter.truncates(&tracked.path, to as usize).is_err()
        {
            return ffi::SQLITE_IOERR_TRUNCATE;
        }
        let real = real_file(file);
        let truncate = (*(*real).pMethods).xTruncate;
        truncate.map_or(ffi::SQLITE_IOERR_TRUNCATE, |truncate| truncate(real, to))
    }
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: an open file of this VFS.
    unsafe {
        if let Some(tracked) = tracked(file) {
            // The platter keeps what is synced: the real device need not be waited for.
            let with_folder = tracked.sync_folder.swap(false, Ordering::Relaxed);
            return match tracked.platter.syncs(&tracked.path, with_folder) {
                Ok(()) => ffi::SQLITE_OK,
                Err(Dark) => ffi::SQLITE_IOERR_FSYNC,
            };
        }
        let real = real_file(file);
        (*(*real).pMethods).xSync.map_or(ffi::SQLITE_IOERR_FSYNC, |sync| sync(real, flags))
    }
}

unsafe extern "C" fn device_characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: an open file of this VFS.
    let said = unsafe {
        let real = real_file(file);
        (*(*real).pMethods).xDeviceCharacteristics.map_or(0, |ask| ask(real))
    };
    if TRUST_SECTORS.load(Ordering::Relaxed) {
        said | ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
    } else {
        said
    }
}

/// Methods that only pass on to the real file.
macro_rules! pass_on {
    ($($name:ident => $method:ident($($arg:ident: $type:ty),*), or $error:expr;)*) => {$(
        unsafe extern "C" fn $name(file: *mut ffi::sqlite3_file $(, $arg: $type)*) -> c_int {
            // SAFETY: an open file of this VFS; the other arguments go on as SQLite gave them.
            unsafe {
                let real = real_file(file);
                (*(*real).pMethods).$method.map_or($error, |method| method(real $(, $arg)*))
            }
        }
    )*};
}

pass_on! {
    read => xRead(into: *mut c_void, length: c_int, at: ffi::sqlite3_int64),
        or ffi::SQLITE_IOERR_READ;
    file_size => xFileSize(size: *mut ffi::sqlite3_int64), or ffi::SQLITE_IOERR_FSTAT;
    lock => xLock(level: c_int), or ffi::SQLITE_IOERR_LOCK;
    unlock => xUnlock(level: c_int), or ffi::SQLITE_IOERR_UNLOCK;
    check_lock => xCheckReservedLock(held: *mut c_int), or ffi::SQLITE_IOERR_CHECKRESERVEDLOCK;
    control => xFileControl(what: c_int, about: *mut c_void), or ffi::SQLITE_NOTFOUND;
    sector_size => xSectorSize(), or 4096;
    shm_map => xShmMap(
        page: c_int, size: c_int, extend: c_int, into: *mut *mut c_void
    ), or ffi::SQLITE_IOERR_SHMMAP;
    shm_lock => xShmLock(at: c_int, count: c_int, flags: c_int), or ffi::SQLITE_IOERR_SHMLOCK;
    shm_unmap => xShmUnmap(delete: c_int), or ffi::SQLITE_OK;
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    // SAFETY: an open file of this VFS.
    unsafe {
        let real = real_file(file);
        if let Some(barrier) = (*(*real).pMethods).xShmBarrier {
            barrier(real);
        }
    }
}

/// Version 2 ends before memory mapping: every byte goes through `read` and `write`.
static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_lock),
    xFileControl: Some(control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

unsafe extern "C" fn delete(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    sync_folder: c_int,
) -> c_int {
    // SAFETY: SQLite gives a name that ends in a zero; the real VFS gets the very arguments.
    unsafe {
        if let Some(path) = path_of(name)
            && let Some(platter) = Platter::of(path)
            && platter.deletes(path, sync_folder != 0).is_err()
        {
            return ffi::SQLITE_IOERR_DELETE;
        }
        let real = real_vfs();
        (*real).xDelete.map_or(ffi::SQLITE_IOERR_DELETE, |delete| delete(real, name, sync_folder))
    }
}

/// Calls of the VFS itself that only pass on to the real one.
macro_rules! pass_on_to_vfs {
    ($($name:ident => $method:ident($($arg:ident: $type:ty),*), or $error:expr;)*) => {$(
        unsafe extern "C" fn $name(_: *mut ffi::sqlite3_vfs $(, $arg: $type)*) -> c_int {
            // SAFETY: the real VFS lives for ever; the arguments go on as SQLite gave them.
            unsafe {
                let real = real_vfs();
                (*real).$method.map_or($error, |method| method(real $(, $arg)*))
            }
        }
    )*};
}

pass_on_to_vfs! {
    access => xAccess(
        name: *const c_char, flags: c_int, answer: *mut c_int
    ), or ffi::SQLITE_IOERR_ACCESS;
    full_path => xFullPathname(
        name: *const c_char, room: c_int, into: *mut c_char
    ), or ffi::SQLITE_CANTOPEN;
    randomness => xRandomness(count: c_int, into: *mut c_char), or 0;
    sleep => xSleep(microseconds: c_int), or 0;
    current_time => xCurrentTime(into: *mut f64), or ffi::SQLITE_ERROR;
    last_error => xGetLastError(room: c_int, into: *mut c_char), or 0;
    current_time_64 => xCurrentTimeInt64(into: *mut ffi::sqlite3_int64), or ffi::SQLITE_ERROR;
}
