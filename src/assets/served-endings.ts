/*
 * What browsers load for a page. Source code, keys, databases, archives and backups that lie in a folder of assets by
 * mistake are none of it; pages (`.html`) are templates.
 */
export const servedEndings: readonly string[] = [
  ...["css", "js", "mjs", "json", "map", "wasm", "webmanifest", "txt", "xml", "csv", "vtt", "pdf"],
  ...["svg", "png", "apng", "jpg", "jpeg", "gif", "webp", "avif", "jxl", "ico", "bmp"],
  ...["woff2", "woff", "ttf", "otf", "eot"],
  ...["mp4", "webm", "mov", "ogv", "mp3", "m4a", "aac", "ogg", "oga", "opus", "wav", "flac"],
];
