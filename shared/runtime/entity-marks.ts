/** How ElectroDB and the stream filters recognise a row's entity. */
export const entityMarks = (entity: string, version = '1') => ({ __edb_e__: entity, __edb_v__: version }) as const;
