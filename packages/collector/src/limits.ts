/**
 * Every limit of the collector, in one place, each with its reason. Sizes are bytes, times are milliseconds.
 */

/** A request body as it comes over the wire. The SDK's batches stay under half of this, so other senders have room. */
export const MAX_BODY_BYTES: number = 1024 * 1024;

/** A body after inflating. Event JSON shrinks about eight times; a gzip bomb shrinks a thousand times. */
export const MAX_INFLATED_BYTES: number = 8 * 1024 * 1024;

/** Events in one request: what 8 MiB holds at the size of an ordinary event, and what one answer can name. */
export const MAX_EVENTS_PER_REQUEST = 10_000;

/**
 * Rows that one request may become. A run's head is repeated in each of its rows, so a small body with a fat head
 * and many events would otherwise grow without bound.
 */
export const MAX_ROWS_BYTES: number = 16 * 1024 * 1024;

/** Rows that the quick reader makes room for, once; larger requests go to the thorough one. The SDK's become 1 MiB. */
export const QUICK_ROWS_BYTES: number = 4 * 1024 * 1024;

/** Bodies and rows held in memory at once, over all requests. Beyond it new work is refused with 503. */
export const MAX_BYTES_IN_FLIGHT: number = 48 * 1024 * 1024;

/** Bytes in the log that are not in the store yet. Beyond it the answer is 429: about four million events wait. */
export const MAX_BACKLOG_BYTES: number = 1024 * 1024 * 1024;

/** A whole body must be here within this time. A 1 MiB body at the speed of a bad phone line needs about 8 s. */
export const BODY_DEADLINE_MS = 10_000;

/** Request headers must be here within this time: a command line on a bad line needs far less. */
export const HEADERS_TIMEOUT_MS = 5_000;

/** Header and body together; the server's own last word, after BODY_DEADLINE_MS had its chance to answer 408. */
export const REQUEST_TIMEOUT_MS = 20_000;

/** How often Node looks for connections past the two timeouts above (its default is 30 s: longer than they are). */
export const CONNECTION_CHECK_MS = 1_000;

/** Open connections. Couriers are short-lived; the limit bounds memory and file descriptors against the rest. */
export const MAX_CONNECTIONS = 512;

/** What we ask a refused sender to wait, in seconds. */
export const RETRY_AFTER_S = 5;

/** A segment of the ingest log: large enough to be rare, small enough that disk space comes back quickly. */
export const SEGMENT_BYTES: number = 32 * 1024 * 1024;

/** What one fsync covers at most, so that the first request of a group does not wait for a very long write. */
export const MAX_GROUP_BYTES: number = 8 * 1024 * 1024;

/**
 * A block for the store: about 16,000 events. ClickHouse wants few, large inserts; its memory grows with the block
 * (measured: 10,000 rows peak at 420 MB of resident memory, 50,000 rows at 540 MB, with the same rows per second).
 */
export const BLOCK_BYTES: number = 4 * 1024 * 1024;

/** Rows wait at most this long before they are loaded, when less than a block is there. */
export const MAX_BLOCK_AGE_MS = 1_000;

/**
 * While more than this comes in, the loader leaves the processor to the requests (about 32,000 events a second: below
 * it, two cores do both)...
 */
export const BUSY_BYTES_PER_SECOND: number = 8 * 1024 * 1024;

/** ...until this much waits: half a million events, which load in the time that a report waits for them. */
export const MAX_LAG_BYTES: number = 128 * 1024 * 1024;

/** How often a loader that has left the processor to the requests looks whether it may go on. */
export const LAG_CHECK_MS = 100;

/** Waits between attempts when the store refuses: doubling from the first to the last. */
export const STORE_RETRY_MS = { first: 250, last: 30_000 } as const;

/**
 * Groups of up to 32 events that the window of recent events remembers, per project: a run of up to 31 events is one. 60,000
 * of them take 1.5 MB.
 */
export const MAX_RECENT_GROUPS = 60_000;

/** Log that is read at start-up to fill the window of recent events. */
export const RECENT_REPLAY_BYTES: number = 64 * 1024 * 1024;

/** How often a collector looks what others on its store were asked to delete. Its own requests wake it at once. */
export const ERASER_EVERY_MS = 5_000;

/**
 * Who makes a key waits this long for others who do. Each takes milliseconds, and a process that ends lets go; what keeps
 * the lock for longer was stopped in the middle.
 */
export const KEYS_LOCK_WAIT_MS = 5_000;

/** How often it looks whether its turn has come. */
export const KEYS_LOCK_RETRY_MS = 10;

/** In-flight requests get this long to finish when the collector stops. */
export const CLOSE_GRACE_MS = 3_000;

/** The log gets this long to be loaded when the collector stops; what is left is loaded by the next start. */
export const CLOSE_LOAD_MS = 2_000;

/**
 * Resident memory at which V8 is told to be frugal. The promise is 512 MB; what one block in the store and one round of
 * collecting may still add is 50 MB.
 */
export const FRUGAL_ABOVE_BYTES = 430_000_000;

/** And at which it is let go: 290 MB is what an idle collector with its embedded store has. */
export const GENEROUS_BELOW_BYTES = 350_000_000;

/** A burst adds about 100 MB a second. */
export const MEMORY_CHECK_MS = 200;
