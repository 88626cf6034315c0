/** There while a place is still to be asked to erase data: apart from the rest, since a run that is off looks for it. */
export const QUEUE_FILE = 'deletions.json';
