using System.Globalization;
using BalanceNotifications.Errors;

namespace BalanceNotifications.Paging;

/// <summary>The query parameters of every list, taken with <c>[AsParameters]</c>.</summary>
/// <param name="Limit">How many items at most, 1 to 500; 50 when not said.</param>
/// <param name="Cursor">The <c>next</c> of the page before; none begins the list.</param>
internal sealed record PageQuery(string? Limit, string? Cursor)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;

    public int ReadLimit(FieldChecks checks)
    {
        if (Limit is null)
        {
            return DefaultLimit;
        }

        if (int.TryParse(Limit, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit is >= 1 and <= MaxLimit)
        {
            return limit;
        }

        checks.Add("limit", $"Lies between 1 and {MaxLimit}.");
        return DefaultLimit;
    }

    /// <summary>The key to continue after; null at the beginning.</summary>
    public string? ReadKey(FieldChecks checks)
    {
        if (Cursor is null)
        {
            return null;
        }

        if (Paging.Cursor.TryRead(Cursor, out var key))
        {
            return key;
        }

        checks.Add("cursor", "Is not the next of a page.");
        return null;
    }

    /// <summary>The same where the key is an id.</summary>
    public Guid? ReadId(FieldChecks checks) => Read<Guid>(checks);

    /// <summary>The same in a list that is ordered by id and leads back as well.</summary>
    public ListPlace? ReadPlace(FieldChecks checks)
    {
        if (ReadKey(checks) is not { } key)
        {
            return null;
        }

        if (ListPlace.TryParse(key, out var place))
        {
            return place;
        }

        checks.Add("cursor", "Is not the next or previous of a page.");
        return null;
    }

    /// <summary>The same where the key is a number.</summary>
    public int? ReadNumber(FieldChecks checks) => Read<int>(checks);

    /// <inheritdoc cref="ReadNumber"/>
    public long? ReadLongNumber(FieldChecks checks) => Read<long>(checks);

    private T? Read<T>(FieldChecks checks)
        where T : struct, IParsable<T>
    {
        if (ReadKey(checks) is not { } key)
        {
            return null;
        }

        if (T.TryParse(key, CultureInfo.InvariantCulture, out var value))
        {
            return value;
        }

        checks.Add("cursor", "Is not the next of a page.");
        return null;
    }
}
