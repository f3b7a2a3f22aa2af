namespace BalanceNotifications.Accounts;

/// <summary>
/// The one reminder of an account. It never stands later than the stored state needs: moved earlier before the state
/// is written, later only after it; what a pause holds back moves it by a minute without a write. Its period is the retry interval, never the cadence: stock Orleans drops ticks
/// (orleans.md 1.2), and the period brings a lost one back.
/// </summary>
internal sealed class CadenceReminder(Grain account, TimeProvider clock)
{
    public const string Name = "cadence";

    /// <summary>How soon a tick that was lost or failed comes again; also how long an outbox waits.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromMinutes(1);

    // A reminder registered for this very instant lies in the past once the registry looks, and would wait a period.
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(2);

    private IGrainReminder? _handle;

    // Where it stands in the table; null when this activation does not know.
    private DateTimeOffset? _standsAt;

    /// <summary>A tick has just come, so it stands in the past.</summary>
    public void Ticked() => _standsAt = clock.GetUtcNow();

    /// <summary>It may be gone: the next write registers it anew.</summary>
    public void Forget() => (_handle, _standsAt) = (null, null);

    /// <summary>False when it is known to stand later, or to be gone.</summary>
    public bool ComesWithin(DateTimeOffset instant) => _standsAt <= instant;

    /// <summary>Before a write that needs it at <paramref name="at"/>: does nothing when it stands there or earlier.</summary>
    public async Task MoveEarlierAsync(DateTimeOffset at)
    {
        if (_standsAt is null || at < _standsAt)
        {
            await RegisterAsync(at);
        }
    }

    /// <summary>After a write: exactly where the state needs it; null when it needs none.</summary>
    public async Task SettleAsync(DateTimeOffset? at)
    {
        if (at is { } needed)
        {
            if (needed != _standsAt)
            {
                await RegisterAsync(needed);
            }
        }
        else if (_handle is not null || _standsAt is not null)
        {
            _handle ??= await account.GetReminder(Name);
            if (_handle is not null)
            {
                await account.UnregisterReminder(_handle);
            }

            (_handle, _standsAt) = (null, null);
        }
    }

    private async Task RegisterAsync(DateTimeOffset at)
    {
        var now = clock.GetUtcNow();
        _handle = await account.RegisterOrUpdateReminder(Name, at - now > Lead ? at - now : Lead, Retry);
        _standsAt = at;
    }
}
