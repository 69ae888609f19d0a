/** Calling colleagues by `@name` in a note. */

interface Named {
  readonly id: string;
  readonly name: string;
}

/** What is typed after the `@` that the caret stands behind; undefined = nobody is being called. */
export const callText = (text: string, caret: number): string | undefined =>
  /(?:^|\s)@(\S{0,20})$/.exec(text.slice(0, caret))?.[1];

export const namesFor = <T extends Named>(people: readonly T[], typed: string): readonly T[] =>
  people.filter(({ name }) => name.toLowerCase().startsWith(typed.toLowerCase()) && name !== typed);

/** Ids of the colleagues a text calls. A longer name that begins so is another person's. */
export function mentionsIn(text: string, people: readonly Named[]): readonly string[] {
  return people
    .filter(({ name }) => {
      const longer = people.filter((other) => other.name !== name && other.name.startsWith(name));
      const rest = longer.reduce((left, other) => left.replaceAll(`@${other.name}`, ''), text);
      return rest.includes(`@${name}`);
    })
    .map(({ id }) => id);
}

export type NotePart = { readonly text: string; readonly isCall: boolean };

/** A note in parts, calls apart from the rest. */
export function notePartsOf(text: string, names: readonly string[]): readonly NotePart[] {
  const known = names.filter((name) => name !== '').sort((a, b) => b.length - a.length);
  if (known.length === 0) return [{ text, isCall: false }];
  const pattern = new RegExp(`(${known.map((name) => `@${escaped(name)}`).join('|')})`);
  return text.split(pattern).flatMap((part, index) => (part === '' ? [] : [{ text: part, isCall: index % 2 === 1 }]));
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
