/*
 * The steps of a bucket (see rate.ts) as scripts: Redis runs one at a time. The clock is Redis's own, so that all
 * processes have the same. Numbers of Lua are doubles; "%.0f" writes them without an exponent.
 */

const begin = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval = tonumber(ARGV[1])
local full = tonumber(redis.call('GET', KEYS[1]) or '0')
`;

const keep = `redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000))`;

/** Gives whether a place was taken, and how much is taken now. The key ends when the bucket is full. */
export const takeScript = `${begin}
local window = tonumber(ARGV[2])
if full < now then full = now end
if full + interval - now > window then return {0, string.format('%.0f', full - now)} end
full = full + interval
${keep}
return {1, string.format('%.0f', full - now)}
`;

export const giveBackScript = `${begin}
full = full - interval
if full > now then ${keep} else redis.call('DEL', KEYS[1]) end
return 0
`;
