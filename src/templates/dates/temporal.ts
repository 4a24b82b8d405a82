export {
  type PlainDate,
  type PlainDateTime,
  type PlainTime,
  Temporal,
  type ZonedDateTime,
} from "../../dates/index.ts";
