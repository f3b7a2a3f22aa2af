namespace BalanceNotifications.Errors;

/// <summary>
/// Collects everything that is wrong with a request while it is read, so that one answer names it all. Each method
/// returns a stand-in for a value that cannot be used, and so the rules can look at the rest.
/// </summary>
internal sealed class FieldChecks
{
    private readonly List<FieldError> _errors = [];

    public IReadOnlyList<FieldError> Errors => _errors;

    public bool Failed => _errors.Count > 0;

    public void Add(string field, string message) => _errors.Add(new(field, message));

    /// <summary>Adds what the rules found, but for fields named already: their values were stand-ins.</summary>
    public void Add(IEnumerable<FieldError> errors)
    {
        var named = _errors.Select(error => error.Field).ToArray();
        _errors.AddRange(errors.Where(error => !named.Any(field => IsWithin(error.Field, field))));
    }

    public string Required(string? value, string field) => value ?? Missing(field, "");

    public T Required<T>(T? value, string field)
        where T : struct => value ?? Missing(field, default(T));

    public T Required<T>(T? value, string field, T standIn)
        where T : class => value ?? Missing(field, standIn);

    public Money Amount(decimal? value, string field) => value is { } amount ? Exact(amount, field) : Missing(field, Money.Zero);

    public Money Amount(decimal? value, string field, Money otherwise) =>
        value is { } amount ? Exact(amount, field) : otherwise;

    public Money? OptionalAmount(decimal? value, string field) => value is { } amount ? Exact(amount, field) : null;

    private Money Exact(decimal amount, string field)
    {
        if (Money.IsExact(amount))
        {
            return Money.From(amount);
        }

        Add(field, "An amount has at most two decimals and lies within 100 million.");
        return Money.Zero;
    }

    private T Missing<T>(string field, T standIn)
    {
        Add(field, "Is required.");
        return standIn;
    }

    private static bool IsWithin(string field, string named) =>
        field.StartsWith(named, StringComparison.Ordinal)
        && (field.Length == named.Length || field[named.Length] is '.' or '[');
}
