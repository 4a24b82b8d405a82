/** Names a service of an app and its type. Each part that offers one exports its key. */
export interface ServiceKey<Service> {
  readonly name: string;
  /** Never there: carries the type. */
  readonly "~service"?: Service;
}

/** Makes the key of a service, such as `serviceKey<Databases>("db.databases")`. */
export function serviceKey<Service>(name: string): ServiceKey<Service> {
  return Object.freeze({ name });
}
