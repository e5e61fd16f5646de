//! What a WebAssembly host sees: C functions over linear memory. All that is unsafe is here.
//!
//! ```text
//! imap_allocate(len) -> ptr      imap_free(ptr, len)           memory for what the host gives
//! imap_open(ptr, len) -> handle                                a session by its JSON; 0: see the result
//! imap_feed(handle, ptr, len) -> step                          octets of the peer
//! imap_tell(handle, ptr, len) -> step                          JSON: what is to be said or done
//! imap_next(handle) -> step                                    what comes of it
//! imap_close(handle) -> 1, or 0 if there is none
//! imap_result() -> ptr           imap_result_len() -> len      until the next call
//! imap_in_use() -> len                                         octets allocated now, sessions and result included
//! ```
//!
//! A step is -1 (an error, in JSON), 0 (nothing: feed, or tell), 1 (JSON), 2 (octets), 3 (octets behind which the peer has
//! to ask for more). A pointer is what `imap_allocate` gave, with the length that was asked for; a length of 0 needs none.
#![allow(
    unsafe_code,
    reason = "exported symbols, memory of the host, an allocator and a panic handler"
)]

use alloc::alloc::{alloc, dealloc};
use core::{
    alloc::{GlobalAlloc, Layout},
    cell::{RefCell, UnsafeCell},
    panic::PanicInfo,
    ptr::null_mut,
    slice,
};

use dlmalloc::Dlmalloc;

use crate::table::Table;

/// There is one thread: `wasm32` without the `atomics` feature.
struct OneThread<T>(T);
// SAFETY: no other thread exists that could share it.
unsafe impl<T> Sync for OneThread<T> {}

static TABLE: OneThread<RefCell<Option<Table>>> = OneThread(RefCell::new(None));

fn with<T>(call: impl FnOnce(&mut Table) -> T) -> T {
    // Not borrowed twice: no call of the host's comes in the middle of another.
    call(TABLE.0.borrow_mut().get_or_insert_default())
}

/// # Safety
///
/// `len` octets at `ptr` are the host's to give, and nothing else uses them during the call.
unsafe fn given<'h>(ptr: *const u8, len: usize) -> &'h [u8] {
    if len == 0 || ptr.is_null() {
        return &[];
    }
    // SAFETY: by the contract of this function.
    unsafe { slice::from_raw_parts(ptr, len) }
}

/// Memory for `len` octets; null, if there is none or `len` is 0.
#[unsafe(no_mangle)]
pub extern "C" fn imap_allocate(len: usize) -> *mut u8 {
    match Layout::array::<u8>(len) {
        // SAFETY: the layout is not of size 0.
        Ok(layout) if len > 0 => unsafe { alloc(layout) },
        _ => null_mut(),
    }
}

/// Gives memory of [`imap_allocate`] back.
///
/// # Safety
///
/// `ptr` is what [`imap_allocate`] gave for this `len`, and is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn imap_free(ptr: *mut u8, len: usize) {
    if let (false, Ok(layout)) = (ptr.is_null() || len == 0, Layout::array::<u8>(len)) {
        // SAFETY: by the contract of this function.
        unsafe { dealloc(ptr, layout) }
    }
}

/// Opens a session; 0, if the JSON describes none.
///
/// # Safety
///
/// `len` octets at `ptr` are the host's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn imap_open(ptr: *const u8, len: usize) -> u32 {
    // SAFETY: by the contract of this function.
    let config = unsafe { given(ptr, len) };
    with(|table| table.open(config))
}

/// Gives a session octets of the peer.
///
/// # Safety
///
/// `len` octets at `ptr` are the host's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn imap_feed(handle: u32, ptr: *const u8, len: usize) -> i32 {
    // SAFETY: by the contract of this function.
    let bytes = unsafe { given(ptr, len) };
    with(|table| table.feed(handle, bytes)) as i32
}

/// Tells a session in JSON what to do.
///
/// # Safety
///
/// `len` octets at `ptr` are the host's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn imap_tell(handle: u32, ptr: *const u8, len: usize) -> i32 {
    // SAFETY: by the contract of this function.
    let order = unsafe { given(ptr, len) };
    with(|table| table.tell(handle, order)) as i32
}

/// What comes of it.
#[unsafe(no_mangle)]
pub extern "C" fn imap_next(handle: u32) -> i32 {
    with(|table| table.next(handle)) as i32
}

/// Ends a session and frees all that it holds.
#[unsafe(no_mangle)]
pub extern "C" fn imap_close(handle: u32) -> i32 {
    i32::from(with(|table| table.close(handle)))
}

/// Where the result of the last call is.
#[unsafe(no_mangle)]
pub extern "C" fn imap_result() -> *const u8 {
    with(|table| table.result().as_ptr())
}

/// How long it is.
#[unsafe(no_mangle)]
pub extern "C" fn imap_result_len() -> usize {
    with(|table| table.result().len())
}

/// How many octets are allocated now.
#[unsafe(no_mangle)]
pub extern "C" fn imap_in_use() -> usize {
    // SAFETY: one thread, and no call of the allocator is under way.
    unsafe { (*HEAP.0.get()).1 }
}

/// dlmalloc, and how many octets it has given out.
struct Heap(UnsafeCell<(Dlmalloc, usize)>);
// SAFETY: no other thread exists that could share it.
unsafe impl Sync for Heap {}

#[global_allocator]
static HEAP: Heap = Heap(UnsafeCell::new((Dlmalloc::new(), 0)));

// SAFETY: dlmalloc does it; the count changes nothing.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: one thread, and the allocator does not call itself; the rest is the caller's promise.
        unsafe {
            let (allocator, used) = &mut *self.0.get();
            let ptr = allocator.malloc(layout.size(), layout.align());
            if !ptr.is_null() {
                *used += layout.size();
            }
            ptr
        }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        // SAFETY: as in `alloc`.
        unsafe {
            let (allocator, used) = &mut *self.0.get();
            *used -= layout.size();
            allocator.free(ptr, layout.size(), layout.align());
        }
    }

    unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as in `alloc`.
        unsafe {
            let (allocator, used) = &mut *self.0.get();
            let new = allocator.realloc(ptr, layout.size(), layout.align(), size);
            if !new.is_null() {
                *used = *used - layout.size() + size;
            }
            new
        }
    }
}

/// Nothing in the module panics on what a host gives; if it does, the host sees a trap.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
