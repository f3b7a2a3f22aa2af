namespace BalanceNotifications.Bench.Batch;

/// <param name="UploadOverCopy">Time of plain COPY of the same bytes into a keyed table, divided by that of the upload.</param>
/// <param name="UploadOverBareCopy">The same with a table that has no key.</param>
/// <param name="DriveRate">Rows a second from the answer to the upload until all are planned.</param>
/// <param name="EndToEndRate">Rows a second from the first byte until all are planned.</param>
/// <param name="Missing">Rows without a notification or without a line in the ledger.</param>
/// <param name="Twice">Rows with more than one.</param>
/// <param name="UploadApiMb">The most that was resident until the upload was answered.</param>
/// <param name="ApiPeakMb">The same until every row was planned.</param>
/// <param name="UploadApiCpu">Microseconds a row, as the others.</param>
internal sealed record BatchResult(
    int Rows, long Bytes, double UploadSeconds, double UploadOverCopy, double UploadOverBareCopy, double UploadRate,
    double DriveRate, double EndToEndRate, long Missing, long Twice, long UploadApiMb, long UploadSiloMb, long ApiPeakMb,
    long SiloPeakMb, double UploadApiCpu, double UploadPostgresCpu, double DriveSiloCpu, double DrivePostgresCpu);
