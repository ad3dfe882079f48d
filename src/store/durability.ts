/** FULL keeps every acknowledged step through a power cut; NORMAL through the death of the process alone. */
export type Durability = 'FULL' | 'NORMAL';
