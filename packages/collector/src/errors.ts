/** What went wrong, in a word that callers may compare. */
export type CollectorErrorCode =
  | 'bad_option'
  | 'port_in_use'
  | 'listen_failed'
  | 'data_folder_locked'
  | 'data_folder_newer'
  | 'data_folder_broken'
  | 'data_folder_missing'
  | 'store_unsupported'
  | 'store_broken'
  | 'store_unreachable'
  | 'server_unreachable'
  | 'unknown_project';

/** Thrown at start-up and by the commands. The message is meant for a person; `code` is stable. */
export class CollectorError extends Error {
  override readonly name = 'CollectorError';
  readonly code: CollectorErrorCode;

  constructor(code: CollectorErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The message of anything that was thrown. */
export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The `code` of a system error such as `ENOENT`; empty for anything else. */
export function systemErrorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
