-- Serves the search for batches that are uploading, which every silo makes twice a minute.
create index batch_uploading on batch (practice_id, id) where status = 2;
