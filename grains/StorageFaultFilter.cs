using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace BalanceNotifications;

/// <summary>
/// Keeps the database driver's exceptions inside the silo: a caller has no codec for them (dotnet/orleans #8201), and
/// their texts may hold data.
/// </summary>
internal sealed partial class StorageFaultFilter(ILogger<StorageFaultFilter> logger) : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (DbException e)
        {
            LogFault(context.InterfaceMethod.Name, e.SqlState);
            throw new StorageUnavailableException("The database could not be reached, or refused.");
        }
    }

    [LoggerMessage(LogLevel.Error, "{Method} failed: database error {SqlState}")]
    private partial void LogFault(string method, string? sqlState);
}
