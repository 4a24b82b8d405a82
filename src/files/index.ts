export { type ImageInfo, readImageInfo } from "./content/image-info.ts";
export type { UploadRules } from "./content/upload-rules.ts";
export { type ArrivedUpload, type DirectUploadOptions, directUploads } from "./direct/direct-uploads.ts";
export {
  InvalidFileFieldError,
  MissingStoragePackageError,
  RefusedUploadError,
  StorageFullError,
  StorageNameTakenError,
  StorageUnavailableError,
  StoredFileNotFoundError,
  UnknownStorageError,
  UnsafeStorageNameError,
  UnsupportedByStorageError,
} from "./errors.ts";
export {
  type FileFieldOptions,
  type ImageFieldOptions,
  storedFile,
  storedImage,
} from "./fields/file-columns.ts";
export { type ImageDimensions, type NewFile, StoredFile, StoredImage } from "./fields/stored-file.ts";
export type { NameChoice, UploadTo } from "./fields/upload-to.ts";
export type { FileContent } from "./file-content.ts";
export { filesModule } from "./files-module.ts";
export { type FileFormOptions, fileField, imageField } from "./forms/file-form-field.ts";
export { fileWidget } from "./forms/file-widget.ts";
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
export { StorageUpload } from "./uploads/storage-upload.ts";
export { storageUploads } from "./uploads/storage-uploads.ts";
