using System.Text.Json.Serialization;

namespace BalanceNotifications.Templates;

/// <summary>
/// The values of one message: field name to text, already formatted. A field that is absent or empty renders as
/// nothing and is false in a condition. As JSON it is a flat object.
/// </summary>
[JsonConverter(typeof(MergeValuesJsonConverter))]
public sealed class MergeValues
{
    public static readonly MergeValues None = new(new Dictionary<string, string>());

    /// <summary>What previews without an account show.</summary>
    public static readonly MergeValues Sample =
        new(MappableFields.All.ToDictionary(field => field.Name, field => field.Sample));

    /// <summary>What the segments of a text are counted with.</summary>
    public static readonly MergeValues Longest =
        new(MappableFields.All.ToDictionary(field => field.Name, field => field.Longest));

    // Not a frozen one: those take longer to make than one message takes to read them.
    private readonly Dictionary<string, string> _values;

    /// <exception cref="ArgumentException">A name that is not a mappable field.</exception>
    public MergeValues(IReadOnlyDictionary<string, string> values)
    {
        if (values.Keys.Any(name => !MappableFields.Contains(name)))
        {
            throw new ArgumentException("Only mappable fields can be merged.", nameof(values));
        }

        _values = new(values.Count, StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            if (value.Length > 0)
            {
                _values.Add(name, value);
            }
        }
    }

    /// <summary>Null when the field has no value.</summary>
    public string? this[string field] => _values.GetValueOrDefault(field);

    public IEnumerable<KeyValuePair<string, string>> Present => _values;

    /// <summary>The same values with one of them set; an empty text takes it away.</summary>
    public MergeValues With(string field, string value) =>
        new(new Dictionary<string, string>(_values, StringComparer.Ordinal) { [field] = value });

    public override string ToString() => $"{_values.Count} values";
}
