/** What an export's table may show, in its order (K1). Apart from the schemas: the console draws from it. */
export const EXPORT_COLUMNS = [
  'name',
  'platform',
  'account',
  'phone',
  'wechat',
  'contactName',
  'city',
  'tags',
  'stage',
  'assignee',
  'remark',
  'channel',
  'adName',
  'adId',
  'creativeId',
  'videoId',
  'firstSeen',
  'lastActivity',
  'spoke',
] as const;

export type ExportColumn = (typeof EXPORT_COLUMNS)[number];
