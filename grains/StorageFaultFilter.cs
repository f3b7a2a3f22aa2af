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
        catch (Exception e) when (DatabaseFaultOf(e) is not null)
        {
            LogFault(context.InterfaceMethod.Name, DatabaseFaultOf(e)!.SqlState);
            throw new StorageUnavailableException("The database could not be reached, or refused.");
        }
    }

    // Grain storage wraps what the driver throws.
    private static DbException? DatabaseFaultOf(Exception? fault)
    {
        while (fault is not (null or DbException))
        {
            fault = fault.InnerException;
        }

        return fault as DbException;
    }

    [LoggerMessage(LogLevel.Error, "{Method} failed: database error {SqlState}")]
    private partial void LogFault(string method, string? sqlState);
}
