import { fileURLToPath } from 'node:url';

/** The path that a file URL names; undefined for any other text, and for a URL that names none (another host, a coded slash). */
export function pathOfUrl(text: string): string | undefined {
  if (!text.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(text);
  } catch {
    return undefined;
  }
}
