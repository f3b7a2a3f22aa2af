-- A deleted template is hidden, not destroyed: what was sent with one of its revisions stays readable.

alter table template
    -- Null while it is there for those who choose and edit templates.
    add column deleted_at timestamptz;

revoke delete on template from bn_api;
