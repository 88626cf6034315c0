// The physical limit of having an SDK at all: a package with nothing in it, imported by its name.
import 'bench-empty';
import { afterCapture, atEnd, work } from './cli.mjs';

work();
afterCapture();
atEnd();
