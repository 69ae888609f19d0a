/** The days that sources and spends are told by: of Asia/Shanghai, as the platforms' reports have them. */
export const DAY_OFFSET_MINUTES = 480;
/** As many days as one funnel or one list shows. */
export const MAX_RANGE_DAYS = 92;
