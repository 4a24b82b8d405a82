export {
  MissingStoragePackageError,
  StorageFullError,
  StorageNameTakenError,
  StorageUnavailableError,
  StoredFileNotFoundError,
  UnknownStorageError,
  UnsafeStorageNameError,
  UnsupportedByStorageError,
} from "./errors.ts";
export type { FileContent } from "./file-content.ts";
export { filesModule } from "./files-module.ts";
export { type S3StorageOptions, s3Storage } from "./s3/s3-storage.ts";
export { media } from "./serving/media.ts";
export {
  type FileStream,
  type FolderListing,
  type OpenOptions,
  Storage,
  type StorageAccess,
  type StoreOptions,
} from "./storage.ts";
export type {
  BackendWrite,
  DirectBackend,
  DirectFile,
  DirectForm,
  DirectRequest,
  FileFacts,
  FileRange,
  FolderEntry,
  SentPart,
  StorageBackend,
  UrlOptions,
  WhenTaken,
} from "./storage-backend.ts";
export {
  customStorage,
  type DiskStorageOptions,
  diskStorage,
  type MemoryStorageOptions,
  memoryStorage,
  type PreparedStorage,
  type StorageDescription,
  type StorageOptions,
} from "./storage-description.ts";
export { type StorageAlias, Storages, storage, storagesService } from "./storages.ts";
