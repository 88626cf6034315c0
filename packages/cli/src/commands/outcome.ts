/** What a command answers: what it prints, and the exit code. */
export type Outcome = { readonly stdout: string; readonly stderr?: string; readonly code: number };
