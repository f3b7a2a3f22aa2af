using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Delivery.Pickup;

/// <summary>Puts whole files into the pickup folder: a reader never sees half of one.</summary>
internal sealed partial class PickupFolder(IOptions<PickupOptions> options, ILogger<PickupFolder> logger)
{
    // Where it is on is checked by the registration.
    private string Folder => options.Value.Folder!;

    /// <summary>Writes or overwrites one file; the same notification sent again has one file still.</summary>
    public async Task<DeliveryResult> WriteAsync(
        string fileName, Func<Stream, Task> write, int? segments, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(Folder);
            var target = Path.Combine(Folder, fileName);
            var partial = $"{target}.{Path.GetRandomFileName()}.tmp";
            try
            {
                await using (var file = File.Create(partial))
                {
                    await write(file);
                }

                File.Move(partial, target, overwrite: true);
            }
            finally
            {
                File.Delete(partial);
            }

            return new DeliveryResult.Accepted(fileName, segments);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotWritten(e);
            return new DeliveryResult.Deferred(DeliveryReason.PickupFailed);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new DeliveryResult.Deferred(DeliveryReason.Interrupted);
        }
    }

    [LoggerMessage(LogLevel.Error, "The pickup folder cannot be written. Its messages wait.")]
    private partial void LogNotWritten(Exception exception);
}
