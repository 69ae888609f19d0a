import type { CatalogueView, TagColour } from '../contracts.ts';
import { m } from '../paraglide/messages.js';

/** Written out, so that the styles know each. */
export const DOTS: Readonly<Record<TagColour, string>> = {
  grey: 'bg-tag-grey',
  red: 'bg-tag-red',
  amber: 'bg-tag-amber',
  green: 'bg-tag-green',
  teal: 'bg-tag-teal',
  blue: 'bg-tag-blue',
  violet: 'bg-tag-violet',
};
export const COLOURS = [
  'grey',
  'red',
  'amber',
  'green',
  'teal',
  'blue',
  'violet',
] as const satisfies readonly TagColour[];

export const colourName = (colour: TagColour): string =>
  ({
    grey: m.colour_grey,
    red: m.colour_red,
    amber: m.colour_amber,
    green: m.colour_green,
    teal: m.colour_teal,
    blue: m.colour_blue,
    violet: m.colour_violet,
  })[colour]();

/** A tag that is in no group is grey. */
export const colourOf = (catalogue: CatalogueView | undefined, tag: string): TagColour =>
  catalogue?.groups.find((group) => group.tags.includes(tag))?.colour ?? 'grey';
