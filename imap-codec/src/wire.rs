//! Framing, scanning, writing.
