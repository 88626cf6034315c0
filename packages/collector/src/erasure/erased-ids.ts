import { hintOfMark, type Marker } from './marks.ts';

/** The erased ids of one project. */
export type ErasedInProject = {
  /** The receipt under which the id in `bytes`, from `start` to `end`, was erased. */
  readonly receiptOf: (bytes: Uint8Array, start: number, end: number) => string | undefined;
};

/** An erased id, as far as it is known. */
export type ErasedMark = { readonly project: string; readonly mark: string; readonly receipt: string };

/** Which ids are erased. Their later events are refused, and those that wait in the log are left out. */
export type ErasedIds = {
  /** Undefined while nothing of that project is erased. */
  readonly of: (project: string) => ErasedInProject | undefined;
  readonly isEmpty: () => boolean;
  /** Takes these in place of all that were known. */
  readonly replace: (marker: Marker, marks: readonly ErasedMark[]) => void;
};

type Known = { readonly hints: Set<number>; readonly receipts: Map<string, string> };

/** Knows nothing until `replace` is called. */
export function createErasedIds(): ErasedIds {
  let projects: ReadonlyMap<string, ErasedInProject> = new Map();
  return {
    of: (project) => projects.get(project),
    isEmpty: () => projects.size === 0,
    replace(marker, marks) {
      const byProject = new Map<string, Known>();
      for (const { project, mark, receipt } of marks) {
        let known = byProject.get(project);
        if (known === undefined) byProject.set(project, (known = { hints: new Set(), receipts: new Map() }));
        known.hints.add(hintOfMark(mark));
        known.receipts.set(mark, receipt);
      }
      projects = new Map(
        [...byProject].map(([project, known]) => [project, createLookUp(marker, project, known)]),
      );
    },
  };
}

/** Most ids end at the hint: a set of numbers, and no digest. */
function createLookUp(marker: Marker, project: string, { hints, receipts }: Known): ErasedInProject {
  return {
    receiptOf(bytes, start, end) {
      if (!hints.has(marker.hintOf(bytes, start, end))) return undefined;
      const id = Buffer.from(bytes.subarray(start, end)).toString('utf8');
      return receipts.get(marker.markOf(project, id));
    },
  };
}
