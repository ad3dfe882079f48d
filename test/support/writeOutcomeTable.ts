import { outcomeTable } from './outcomeTable.ts';

process.stdout.write(outcomeTable());
