//! Progress of measured promises against schedule (序时进度).
